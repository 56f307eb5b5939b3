#pragma once

#include <library/history_store.h>

#include <QAbstractListModel>
#include <QCache>
#include <QSet>

namespace tarn::studio {

/// The history as a list, newest first. Pictures are read when they are first seen, off the window's thread.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { entryRole = Qt::UserRole };
    static constexpr int thumbSide = 96; ///< pixels

    explicit HistoryModel(HistoryStore* store, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override { return {QStringLiteral("text/uri-list")}; }
    /// The files, to be dropped on the canvas.
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    void setStarred(const QModelIndex& index, bool starred);
    void remove(const QModelIndex& index);
    /// Those whose prompt holds every word of `words`, and only starred ones if asked.
    void filter(const QString& words, bool onlyStarred);
    int total() const { return int(m_all.size()); }

private:
    bool matches(const HistoryEntry& entry) const;
    void refilter();
    QPixmap thumbnail(const HistoryEntry& entry) const;

    HistoryStore* m_store;
    std::vector<HistoryEntry> m_all;
    std::vector<int> m_seen; ///< places in m_all
    QStringList m_words;
    bool m_onlyStarred = false;
    mutable QCache<qint64, QPixmap> m_thumbnails{2000};
    mutable QSet<qint64> m_loading;
};

} // namespace tarn::studio
