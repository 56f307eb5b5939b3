#include "history_database.h"
#include "history_inputs.h"

#include <base/error.h>
#include <document/image_convert.h>
#include <image/png.h>
#include <library/history_store.h>
#include <protocol/parameters_text.h>

#include <QDir>
#include <QSet>
#include <QStandardPaths>
#include <QUuid>

namespace tarn::studio {
namespace {

HistoryEntry entryOf(const GenerateRequest& request, const QString& file, const QDateTime& when)
{
    return {0, file, QString::fromStdString(request.prompt), QString::fromStdString(toJson(request)), when, false};
}

/// What Tarn wrote into a picture of its own.
std::optional<GenerateRequest> requestIn(const QString& file)
{
    try {
        for (const TextChunk& text : readPngTexts(QFile::encodeName(file).toStdString()).chunks)
            if (text.key == "tarn")
                return requestFromJson(text.text);
    } catch (const StudioError&) { // a foreign or damaged file is left as it is
    }
    return {};
}

} // namespace

HistoryStore::HistoryStore(const QString& folder, QObject* parent)
    : QObject(parent)
    , m_folder(folder)
    , m_worker(new QObject)
{
    m_worker->moveToThread(&m_thread);
    m_thread.setObjectName("history");
    m_thread.start(QThread::LowPriority);
}

HistoryStore::~HistoryStore()
{
    QMetaObject::invokeMethod(
        m_worker, [this] { m_database.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
    delete m_worker;
}

QString HistoryStore::standardFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/history";
}

HistoryDatabase& HistoryStore::database()
{
    if (!m_database) {
        if (!QDir().mkpath(m_folder))
            throw StudioError(
                "The folder \"" + m_folder.toStdString() + "\" cannot be made; check its permissions.");
        m_database = std::make_unique<HistoryDatabase>(m_folder + "/history.sqlite");
        adopt(*m_database);
    }
    return *m_database;
}

void HistoryStore::run(std::function<void(HistoryDatabase&)> work)
{
    QMetaObject::invokeMethod(m_worker, [this, work = std::move(work)] {
        try {
            work(database());
        } catch (const StudioError& e) {
            Q_EMIT failed(QString::fromUtf8(e.what()));
        }
    });
}

void HistoryStore::adopt(HistoryDatabase& database)
{
    QSet<QString> known;
    for (const HistoryEntry& entry : database.all())
        known.insert(entry.file);
    for (const QFileInfo& file : QDir(m_folder).entryInfoList({"*.png"}, QDir::Files))
        if (!known.contains(file.fileName()))
            if (const auto request = requestIn(file.filePath()))
                database.add(entryOf(*request, file.fileName(), file.lastModified()));
}

void HistoryStore::load()
{
    run([this](HistoryDatabase& database) { Q_EMIT loaded(database.all()); });
}

HistoryEntry HistoryStore::write(
    const GenerateRequest& request, const QImage& picture, const DrawingInputs& inputs)
{
    HistoryDatabase& rows = database();
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces) + ".png";
    writeInputs(m_folder, name, inputs);
    const std::vector<TextChunk> texts{
        {"parameters", formatParametersText(request)}, {"tarn", toJson(request), true}};
    writePng(QFile::encodeName(m_folder + '/' + name).toStdString(), toImage(picture), texts);
    return rows.add(entryOf(request, name, QDateTime::currentDateTime()));
}

void HistoryStore::askInputs(const HistoryEntry& entry, std::function<void(const DrawingInputs&)> then)
{
    QMetaObject::invokeMethod(m_worker, [this, name = entry.file, then = std::move(then)] {
        QMetaObject::invokeMethod(
            this, [inputs = readInputs(m_folder, name), then] { then(inputs); }, Qt::QueuedConnection);
    });
}

void HistoryStore::add(
    const GenerateRequest& request, const QImage& picture, const QString& ticket, const DrawingInputs& inputs)
{
    QMetaObject::invokeMethod(m_worker, [=, this] {
        try {
            Q_EMIT added(write(request, picture, inputs));
        } catch (const StudioError& e) {
            Q_EMIT failed(QString::fromUtf8(e.what()));
            return Q_EMIT kept(ticket, false);
        }
        Q_EMIT kept(ticket, true);
    });
}

void HistoryStore::setStarred(qint64 id, bool starred)
{
    run([id, starred](HistoryDatabase& database) { database.setStarred(id, starred); });
}

void HistoryStore::remove(const HistoryEntry& entry)
{
    run([this, file = fileOf(entry), name = entry.file, id = entry.id](HistoryDatabase& database) {
        database.remove(id);
        QFile::remove(file);
        removeInputs(m_folder, name);
    });
}

} // namespace tarn::studio
