#pragma once

#include <library/history_entry.h>

#include <QSqlDatabase>
#include <optional>

namespace tarn::studio {

/// The rows of the history in SQLite: write-ahead log, every commit synced. Belongs to one thread. Throws
/// StudioError.
class HistoryDatabase {
public:
    /// A file that is no database is put aside as FILE.broken and a new one begun.
    explicit HistoryDatabase(const QString& file);
    ~HistoryDatabase();
    HistoryDatabase(const HistoryDatabase&) = delete;
    HistoryDatabase& operator=(const HistoryDatabase&) = delete;

    bool wasBroken() const { return m_wasBroken; }
    /// Newest first.
    std::vector<HistoryEntry> all();
    /// Returns it with its id.
    HistoryEntry add(HistoryEntry entry);
    void setStarred(qint64 id, bool starred);
    void remove(qint64 id);

private:
    bool open();

    QString m_file;
    QSqlDatabase m_database;
    bool m_wasBroken = false;
};

} // namespace tarn::studio
