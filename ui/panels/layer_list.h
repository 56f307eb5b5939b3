#pragma once

#include <document/document.h>

#include <QAbstractListModel>
#include <QStyledItemDelegate>
#include <set>

namespace tarn::studio {

/// The layers from the top down, without those in folded groups. They can be dragged between, into and out of
/// groups.
class LayerModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        visibleRole = Qt::UserRole,
        lockedRole,
        detailRole,
        thumbnailRole,
        idRole,
        depthRole,
        groupRole,
        foldedRole
    };

    explicit LayerModel(Document* document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(
        const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) override;
    int rowOf(int id) const;

private:
    void takeState();
    bool isFoldedAway(const Layer& layer) const;
    const Layer& layerAt(int row) const;
    QImage thumbnail(const Layer& layer) const;

    Document* m_document;
    std::vector<int> m_ids; ///< as they were told to the views
    std::set<int> m_folded; ///< of groups
};

/// A row: picture, name, what is special about it, and what can be clicked: an eye, a lock, a group's picture,
/// which folds it.
class LayerDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static constexpr int height = 48;
    static QRect eyeArea(const QRect& row) { return {row.right() - 34, row.center().y() - 11, 24, 24}; }
    static QRect lockArea(const QRect& row) { return {row.right() - 62, row.center().y() - 11, 24, 24}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, height}; }
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;
    void updateEditorGeometry(
        QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace tarn::studio
