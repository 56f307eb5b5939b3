#pragma once

#include <client/job_queue.h>

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace tarn::studio {

/// The jobs of the queue in its order.
class QueueModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { idRole = Qt::UserRole, detailRole, doneRole, stateRole };

    explicit QueueModel(JobQueue* queue, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    int rowOf(const QString& id) const;

private:
    JobQueue* m_queue;
};

/// A row: picture, prompt, how far it is.
class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, 44}; }
};

} // namespace tarn::studio
