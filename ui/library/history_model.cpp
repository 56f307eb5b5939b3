#include <document/background.h>
#include <library/history_model.h>

#include <QImageReader>
#include <QLocale>
#include <QMimeData>
#include <QUrl>

namespace tarn::studio {

HistoryModel::HistoryModel(HistoryStore* store, QObject* parent)
    : QAbstractListModel(parent)
    , m_store(store)
{
    connect(store, &HistoryStore::loaded, this, [this](const std::vector<HistoryEntry>& entries) {
        m_all = entries;
        refilter();
    });
    connect(store, &HistoryStore::added, this, [this](const HistoryEntry& entry) {
        m_all.insert(m_all.begin(), entry);
        refilter();
    });
}

bool HistoryModel::matches(const HistoryEntry& entry) const
{
    return (!m_onlyStarred || entry.starred) && std::ranges::all_of(m_words, [&](const QString& word) {
        return entry.prompt.contains(word, Qt::CaseInsensitive);
    });
}

void HistoryModel::refilter()
{
    beginResetModel();
    m_seen.clear();
    for (int i = 0; i < int(m_all.size()); ++i)
        if (matches(m_all[std::size_t(i)]))
            m_seen.push_back(i);
    endResetModel();
}

void HistoryModel::filter(const QString& words, bool onlyStarred)
{
    m_words = words.split(' ', Qt::SkipEmptyParts);
    m_onlyStarred = onlyStarred;
    refilter();
}

int HistoryModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_seen.size()); }

QPixmap HistoryModel::thumbnail(const HistoryEntry& entry) const
{
    if (const QPixmap* known = m_thumbnails.object(entry.id))
        return *known;
    if (!m_loading.contains(entry.id)) {
        m_loading.insert(entry.id);
        auto* self = const_cast<HistoryModel*>(this);
        inBackground<QImage>(
            self,
            [file = m_store->fileOf(entry)] {
                QImageReader reader(file, "PNG");
                const QSize size = reader.size();
                return size.isValid() ? reader.read().scaled(
                           2 * thumbSide, 2 * thumbSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                                      : QImage();
            },
            [self, id = entry.id](const Outcome<QImage>& picture) {
                self->m_loading.remove(id);
                self->m_thumbnails.insert(id, new QPixmap(QPixmap::fromImage(picture.value.value_or(QImage()))));
                for (int row = 0; row < int(self->m_seen.size()); ++row)
                    if (self->m_all[std::size_t(self->m_seen[std::size_t(row)])].id == id)
                        Q_EMIT self->dataChanged(self->index(row), self->index(row));
            });
    }
    QPixmap empty(thumbSide, thumbSide);
    empty.fill(Qt::transparent);
    return empty;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const
{
    const HistoryEntry& entry = m_all[std::size_t(m_seen[std::size_t(index.row())])];
    switch (role) {
    case Qt::DecorationRole:
        return QIcon(thumbnail(entry)); // which is scaled to the view's size
    case Qt::DisplayRole:
        return entry.starred ? QStringLiteral("★") : QString();
    case Qt::AccessibleTextRole:
        return entry.prompt;
    case Qt::ToolTipRole:
        return QStringLiteral("%1<br>%2")
            .arg(entry.prompt.left(400).toHtmlEscaped(),
                QLocale().toString(entry.when, QLocale::ShortFormat).toHtmlEscaped());
    case entryRole:
        return QVariant::fromValue(entry);
    default:
        return {};
    }
}

Qt::ItemFlags HistoryModel::flags(const QModelIndex& index) const
{
    return QAbstractListModel::flags(index) | Qt::ItemIsDragEnabled;
}

QMimeData* HistoryModel::mimeData(const QModelIndexList& indexes) const
{
    QList<QUrl> urls;
    for (const QModelIndex& index : indexes)
        urls << QUrl::fromLocalFile(m_store->fileOf(index.data(entryRole).value<HistoryEntry>()));
    auto* data = new QMimeData;
    data->setUrls(urls);
    return data;
}

void HistoryModel::setStarred(const QModelIndex& index, bool starred)
{
    HistoryEntry& entry = m_all[std::size_t(m_seen[std::size_t(index.row())])];
    entry.starred = starred;
    m_store->setStarred(entry.id, starred);
    Q_EMIT dataChanged(index, index);
}

void HistoryModel::remove(const QModelIndex& index)
{
    const int place = m_seen[std::size_t(index.row())];
    m_store->remove(m_all[std::size_t(place)]);
    m_all.erase(m_all.begin() + place);
    refilter();
}

} // namespace tarn::studio
