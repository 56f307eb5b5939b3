#include "history_database.h"

#include <base/error.h>

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

namespace tarn::studio {
namespace {

[[noreturn]] void fail(const QString& file, const QString& why)
{
    throw StudioError("The history \"" + file.toStdString() + "\" cannot be used (" + why.toStdString()
        + "); check that its folder can be written to.");
}

} // namespace

HistoryDatabase::HistoryDatabase(const QString& file)
    : m_file(file)
    , m_database(QSqlDatabase::addDatabase("QSQLITE", QUuid::createUuid().toString()))
{
    if (open())
        return;
    m_wasBroken = QFile::exists(file);
    m_database.close();
    for (const char* end : {"", "-wal", "-shm"}) {
        QFile::remove(file + ".broken" + end);
        QFile::rename(file + end, file + ".broken" + end);
    }
    if (!open())
        fail(m_file, m_database.lastError().databaseText());
}

HistoryDatabase::~HistoryDatabase()
{
    const QString name = m_database.connectionName();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(name);
}

bool HistoryDatabase::open()
{
    m_database.setDatabaseName(m_file);
    if (!m_database.open())
        return false;
    QSqlQuery query(m_database);
    if (!query.exec("PRAGMA integrity_check") || !query.next() || query.value(0).toString() != "ok")
        return false;
    query.finish();
    for (const char* statement : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
             "CREATE TABLE IF NOT EXISTS pictures (id INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE, prompt TEXT "
             "NOT "
             "NULL, request TEXT NOT NULL, time INTEGER NOT NULL, starred INTEGER NOT NULL DEFAULT 0)"})
        if (!query.exec(statement))
            return false;
    return query.exec("SELECT id, file, prompt, request, time, starred FROM pictures LIMIT 1");
}

std::vector<HistoryEntry> HistoryDatabase::all()
{
    std::vector<HistoryEntry> entries;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec("SELECT id, file, prompt, request, time, starred FROM pictures ORDER BY time DESC, id DESC"))
        fail(m_file, query.lastError().databaseText());
    while (query.next())
        entries.push_back({query.value(0).toLongLong(), query.value(1).toString(), query.value(2).toString(),
            query.value(3).toString(), QDateTime::fromMSecsSinceEpoch(query.value(4).toLongLong()),
            query.value(5).toBool()});
    return entries;
}

HistoryEntry HistoryDatabase::add(HistoryEntry entry)
{
    QSqlQuery query(m_database);
    query.prepare("INSERT INTO pictures (file, prompt, request, time, starred) VALUES (?, ?, ?, ?, ?)");
    for (const QVariant& value : {QVariant(entry.file), QVariant(entry.prompt), QVariant(entry.request),
             QVariant(entry.when.toMSecsSinceEpoch()), QVariant(entry.starred)})
        query.addBindValue(value);
    if (!query.exec())
        fail(m_file, query.lastError().databaseText());
    entry.id = query.lastInsertId().toLongLong();
    return entry;
}

void HistoryDatabase::setStarred(qint64 id, bool starred)
{
    QSqlQuery query(m_database);
    query.prepare("UPDATE pictures SET starred = ? WHERE id = ?");
    query.addBindValue(starred);
    query.addBindValue(id);
    if (!query.exec())
        fail(m_file, query.lastError().databaseText());
}

void HistoryDatabase::remove(qint64 id)
{
    QSqlQuery query(m_database);
    query.prepare("DELETE FROM pictures WHERE id = ?");
    query.addBindValue(id);
    if (!query.exec())
        fail(m_file, query.lastError().databaseText());
}

} // namespace tarn::studio
