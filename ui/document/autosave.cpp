#include <base/durable_file.h>
#include <document/autosave.h>
#include <document/background.h>
#include <document/open_raster.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

namespace tarn::studio {
namespace {

void writeNote(const QString& note, const QString& file, const QString& title)
{
    const QByteArray text = QJsonDocument(QJsonObject{{"file", file}, {"title", title}}).toJson();
    DurableFile target(QFile::encodeName(note).toStdString());
    target.write(std::string_view(text.constData(), std::size_t(text.size())));
    target.commit();
}

} // namespace

Autosave::Autosave(Document* document, const QString& folder, std::chrono::milliseconds delay, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_folder(folder)
    , m_place(makePlace())
{
    m_writer.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    m_timer.setInterval(delay);
    connect(&m_timer, &QTimer::timeout, this, &Autosave::save);
    connect(document, &Document::historyChanged, this, &Autosave::changed);
    connect(document, &Document::modifiedChanged, this, &Autosave::changed);
}

Autosave::~Autosave()
{
    m_writer.waitForDone(); // a copy that is being written
    leave(m_place, m_document->isModified());
}

Autosave::Place Autosave::lockedPlace(const QString& id) const
{
    Place place{id, {}};
    place.lock = std::make_unique<QLockFile>(m_folder.lockFile(place.id));
    place.lock->setStaleLockTime(0);
    place.lock->tryLock(0);
    return place;
}

Autosave::Place Autosave::makePlace() const
{
    return lockedPlace(QUuid::createUuid().toString(QUuid::WithoutBraces));
}

void Autosave::adopt(const QString& id)
{
    m_timer.stop(); // nothing has changed since that copy
    m_again = false;
    // Not before a copy that is being written is done, and not on the window's thread.
    m_writer.start([folder = m_folder, left = std::make_shared<Place>(std::move(m_place))] {
        left->lock.reset();
        folder.remove(left->id);
    });
    m_place = lockedPlace(id);
}

void Autosave::exchange(Place& other)
{
    if (m_document->isModified() && (m_timer.isActive() || m_saving))
        write([this](const Outcome<bool>& outcome) {
            if (!outcome.value)
                Q_EMIT failed(outcome.error);
        });
    m_timer.stop();
    m_again = false;
    std::swap(m_place, other);
}

void Autosave::leave(Place& place, bool modified)
{
    m_writer.waitForDone();
    place.lock.reset();
    if (!modified)
        m_folder.remove(place.id);
    place.id.clear();
}

void Autosave::changed()
{
    if (!m_document->isModified()) {
        m_timer.stop();
        if (!m_saving)
            for (const QString& file : {m_folder.dataFile(m_place.id), m_folder.noteFile(m_place.id)})
                QFile::remove(file);
    } else if (!m_timer.isActive()) { // from the first change on, not the last
        m_timer.start();
    }
}

/// Of what is committed now, for the document that is shown now.
void Autosave::write(std::function<void(const Outcome<bool>&)> then)
{
    const auto work = [state = m_document->committed(), data = m_folder.dataFile(m_place.id),
                          note = m_folder.noteFile(m_place.id),
                          file = m_document->isReadOnly() ? QString() : m_document->file(),
                          title = m_document->title()] {
        writeNote(note, file, title);
        saveOpenRaster(state, data);
        return true;
    };
    inBackground<bool>(this, work, std::move(then), &m_writer);
}

void Autosave::save()
{
    if (m_saving) {
        m_again = true;
        return;
    }
    m_saving = true;
    write([this](const Outcome<bool>& outcome) {
        m_saving = false;
        if (outcome.value)
            Q_EMIT saved();
        else
            Q_EMIT failed(outcome.error);
        if (!m_document->isModified())
            changed();
        else if (std::exchange(m_again, false) || !outcome.value)
            m_timer.start();
    });
}

} // namespace tarn::studio
