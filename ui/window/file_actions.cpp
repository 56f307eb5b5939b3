#include "file_actions.h"

#include <document/background.h>
#include <document/open_raster.h>
#include <document/picture_files.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>
#include <QStandardPaths>
#include <algorithm>
#include <map>

/// A static library's resources are only there when they are asked for.
static void loadExample() { Q_INIT_RESOURCE(example); }

namespace tarn::studio {
namespace {

QString pictureFilter()
{
    return FileActions::tr("Documents and pictures (*.ora *.png *.jpg *.jpeg *.webp);;All files (*)");
}

QString folder()
{
    const QString last = QSettings().value("folder").toString();
    return QFileInfo(last).isDir() ? last : QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
}

void remember(const QString& file)
{
    QSettings settings;
    settings.setValue("folder", QFileInfo(file).absolutePath());
    QStringList recent = settings.value("recent").toStringList();
    recent.removeAll(file);
    recent.prepend(file);
    settings.setValue("recent", recent.mid(0, 10));
}

/// A prompt alone, typed into a new document, is not worth a question.
bool isWorthAsking(const Document& document)
{
    const DocumentState& state = document.committed();
    return !document.file().isEmpty() || !state.mask.isEmpty() || !state.isBlank();
}

bool isOpenRaster(const QString& file) { return file.endsWith(".ora", Qt::CaseInsensitive); }

} // namespace

/// Locks lie beside the recovery folder and not beside the file, whose folder may be shared or read-only.
static QString lockOf(const QString& file)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/open";
    QDir().mkpath(folder);
    const QByteArray path = QFileInfo(file).canonicalFilePath().toUtf8();
    return folder + '/' + QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex() + ".lock";
}

FileActions::FileActions(Document* document, NoticeBar* notice, QWidget* window)
    : QObject(window)
    , m_document(document)
    , m_notice(notice)
    , m_window(window)
{
}

void FileActions::newDocument(QSize size)
{
    DocumentState state = blankDocument(size);
    state.draft = m_document->committed().draft;
    openDocument(state);
}

/// A document that is nothing yet is not kept beside another.
void FileActions::makeRoom()
{
    if (m_document->isModified() && !isWorthAsking(*m_document))
        m_document->setSaved(m_document->history().current());
    if (!m_document->file().isEmpty() || isWorthAsking(*m_document))
        Q_EMIT roomWanted();
    m_lock.reset();
}

void FileActions::openDocument(const DocumentState& state)
{
    makeRoom();
    m_document->reset(state, {});
}

void FileActions::clear()
{
    m_lock.reset();
    DocumentState state = blankDocument({512, 512});
    state.draft = m_document->committed().draft;
    m_document->reset(std::move(state), {});
}

void FileActions::openExample()
{
    loadExample();
    inBackground<DocumentState>(
        this, [] { return studio::openFile(":/example/example.ora"); },
        [this](const Outcome<DocumentState>& outcome) {
            if (outcome.value && !m_document->isModified() && m_document->file().isEmpty())
                m_document->reset(*outcome.value, {});
        });
}

void FileActions::open()
{
    const QString file = QFileDialog::getOpenFileName(m_window, tr("Open"), folder(), pictureFilter());
    if (!file.isEmpty())
        openFile(file);
}

void FileActions::openFile(const QString& file)
{
    inBackground<DocumentState>(
        this, [file] { return studio::openFile(file); },
        [this, file](const Outcome<DocumentState>& outcome) {
            if (!outcome.value)
                return m_notice->show(outcome.error, {tr("Choose another"), [this] { open(); }},
                    isOpenRaster(file) ? NoticeBar::Offer{tr("Open what is whole"), [=, this] { salvage(file); }}
                                       : NoticeBar::Offer{});
            makeRoom();
            const bool isOurs = claim(file);
            m_document->reset(*outcome.value, file, !isOurs);
            remember(file);
            if (!isOurs)
                m_notice->show(
                    tr("\"%1\" is open in another window and read-only here; what is changed is saved under "
                       "a name of its own.")
                        .arg(QFileInfo(file).fileName()));
        });
}

void FileActions::salvage(const QString& file)
{
    inBackground<Salvaged>(
        this, [file] { return salvageOpenRaster(file); },
        [this, file](const Outcome<Salvaged>& outcome) {
            if (!outcome.value)
                return m_notice->show(outcome.error, {tr("Choose another"), [this] { open(); }});
            openDocument(outcome.value->state); // the damaged file is left as it is
            m_document->setSaved(-1);
            m_notice->show(tr("Of \"%1\" these parts are damaged: %2. Save the rest under a name of its own.")
                               .arg(QFileInfo(file).fileName(), outcome.value->lost.join(", ")));
        });
}

bool FileActions::claim(const QString& file)
{
    m_lock.reset();
    if (!isOpenRaster(file)) // pictures are never saved over
        return true;
    auto lock = std::make_unique<QLockFile>(lockOf(file));
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0) && lock->error() == QLockFile::LockFailedError)
        return false;
    m_lock = std::move(lock);
    return true;
}

void FileActions::recover(const QString& file, const QString& data, const std::function<void()>& then)
{
    inBackground<DocumentState>(
        this, [data] { return studio::openFile(data); },
        [=, this](const Outcome<DocumentState>& outcome) {
            if (!outcome.value)
                return m_notice->show(outcome.error);
            makeRoom();
            m_document->reset(*outcome.value, file);
            m_document->setSaved(-1); // it is in no file of the user's
            then();
        });
}

void FileActions::placeFile(const QString& file)
{
    inBackground<DocumentState>(
        this, [file] { return studio::openFile(file); },
        [=, this](const Outcome<DocumentState>& outcome) {
            if (!outcome.value)
                return m_notice->show(outcome.error);
            placeState(*outcome.value);
        });
}

void FileActions::placeState(const DocumentState& placed)
{
    m_document->edit(tr("Place picture"), [&](DocumentState& state) {
        const QPoint by = state.frame.center() - placed.area().center();
        std::map<int, int> ids{{0, 0}}; // of the groups, too
        const int around = state.activeLayer() ? state.activeLayer()->parent : 0;
        for (const Layer& each : placed.layers)
            ids[each.id] = ids.contains(each.id) ? ids[each.id] : ++state.lastId;
        int place = state.placeOf(state.active) < 0 ? int(state.layers.size()) : state.placeOf(state.active) + 1;
        for (const Layer& each : placed.layers) {
            Layer layer = each;
            layer.id = state.active = ids[each.id];
            layer.parent = each.parent == 0 ? around : ids[each.parent];
            layer.pixels.shift(by);
            if (layer.drawn) { // its place moved with it
                layer.drawn->mask.shift(by);
                layer.drawn->frame.translate(layer.drawn->frame.isNull() ? QPoint() : by);
            }
            state.layers.insert(state.layers.begin() + place++, std::move(layer));
        }
    });
}

void FileActions::save(const std::function<void()>& then)
{
    if (isOpenRaster(m_document->file()) && !m_document->isReadOnly())
        saveTo(m_document->file(), then);
    else
        saveAs(then);
}

void FileActions::saveAs(const std::function<void()>& then)
{
    const QFileInfo now(m_document->file());
    const QString name = now.completeBaseName().isEmpty() ? tr("Untitled") : now.completeBaseName();
    const QString place = now.filePath().isEmpty() ? folder() : now.absolutePath();
    QString file = QFileDialog::getSaveFileName(
        m_window, tr("Save as"), place + '/' + name + ".ora", tr("Documents (*.ora)"));
    if (file.isEmpty())
        return;
    if (!isOpenRaster(file))
        file += ".ora";
    saveTo(file, then);
}

void FileActions::saveTo(const QString& file, const std::function<void()>& then)
{
    if ((file != m_document->file() || m_document->isReadOnly()) && !claim(file))
        return m_notice->show(tr("\"%1\" is open in another window; save under another name.").arg(file),
            {tr("Save elsewhere"), [=, this] { saveAs(then); }});
    m_saving = true;
    const int node = m_document->history().current();
    inBackground<bool>(
        this,
        [state = m_document->committed(), file] {
            saveOpenRaster(state, file);
            return true;
        },
        [=, this](const Outcome<bool>& outcome) {
            m_saving = false;
            if (!outcome.value) {
                m_notice->show(outcome.error, {tr("Save elsewhere"), [=, this] { saveAs(then); }});
                return;
            }
            m_document->setFile(file);
            m_document->setSaved(node);
            remember(file);
            if (then)
                then();
        });
}

void FileActions::exportPicture()
{
    const QFileInfo now(m_document->file());
    const QString name = now.completeBaseName().isEmpty() ? tr("Untitled") : now.completeBaseName();
    const QString file = QFileDialog::getSaveFileName(m_window, tr("Export"),
        (now.filePath().isEmpty() ? folder() : now.absolutePath()) + '/' + name + ".png",
        tr("PNG (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp)"));
    if (file.isEmpty())
        return;
    inBackground<bool>(
        this,
        [state = m_document->committed(), file] {
            studio::exportPicture(state, file);
            return true;
        },
        [this](const Outcome<bool>& outcome) {
            if (!outcome.value)
                m_notice->show(outcome.error, {tr("Export elsewhere"), [this] { exportPicture(); }});
        });
}

void FileActions::leave(const std::function<void()>& then)
{
    if (m_document->isModified() && !isWorthAsking(*m_document))
        m_document->setSaved(m_document->history().current());
    if (!m_document->isModified())
        return then();
    QMessageBox box(QMessageBox::NoIcon, QString(), tr("Save the changes to \"%1\"?").arg(m_document->title()),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, m_window);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(tr("Without saving, they are lost."));
    box.setDefaultButton(QMessageBox::Save);
    const int answer = box.exec();
    if (answer == QMessageBox::Save) {
        save(then);
    } else if (answer == QMessageBox::Discard) {
        m_document->setSaved(m_document->history().current()); // nothing is left to be recovered
        then();
    }
}

} // namespace tarn::studio
