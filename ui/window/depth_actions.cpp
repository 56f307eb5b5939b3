#include "depth_actions.h"

#include <document/background.h>
#include <document/composite.h>
#include <document/image_convert.h>
#include <document/mode.h>
#include <image/convert.h>
#include <image/png.h>
#include <image/read.h>
#include <image/resize.h>

#include <QFileDialog>
#include <algorithm>

namespace tarn::studio {
namespace {

std::filesystem::path pathOf(const QString& file) { return QFile::encodeName(file).toStdString(); }

/// A model with an estimator inside, or an estimator; empty where there is none.
QString estimatorAmong(const std::vector<ModelSummary>& models)
{
    const auto found = std::ranges::find_if(models, [](const ModelSummary& model) {
        return QString::fromStdString(model.title).contains("depth", Qt::CaseInsensitive);
    });
    return found == models.end() ? QString() : QString::fromStdString(found->path);
}

QImage greyMap(const Image& image, QSize size)
{
    const QImage grey =
        toQImage(resizedSmoothly(image, size.width(), size.height())).convertToFormat(QImage::Format_Grayscale8);
    return grey.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

} // namespace

DepthActions::DepthActions(Document* document, EngineClient* client, NoticeBar* notice, QWidget* window)
    : QObject(window)
    , m_document(document)
    , m_client(client)
    , m_notice(notice)
    , m_window(window)
{
}

void DepthActions::refuse(const QString& sentence)
{
    m_notice->show(sentence, {tr("Import a map…"), [this] { import(); }});
}

void DepthActions::fromPicture()
{
    if (m_process)
        return;
    if (m_client->state() != EngineClient::State::ready)
        return m_notice->show(tr("The engine is not ready yet; try again in a moment."));
    if (estimatorAmong(m_client->models()).isEmpty())
        return refuse(tr("No model here estimates depth; put a depth-to-image model or a DPT-hybrid estimator "
                         "into a model folder, or import a map."));
    const std::vector<std::string>& command = m_client->command();
    if (command.size() < 2 || command[1] != "engine")
        return refuse(tr("The engine is on another machine, where depth cannot be estimated from here; import a "
                         "map that was made there with tarn depth."));
    const DocumentState state = m_document->committed();
    if (!contentOf(state).picture)
        return refuse(
            tr("There is no picture in the frame whose depth could be estimated; move the frame onto one."));
    m_folder = std::make_unique<QTemporaryDir>();
    inBackground<bool>(
        this,
        [state, file = m_folder->filePath("picture.png")] {
            writePng(pathOf(file), withoutAlpha(toImageWithAlpha(composited(state, state.frame))), {});
            return true;
        },
        [this, frame = state.frame](const Outcome<bool>& written) {
            if (!written.value)
                return m_notice->show(written.error);
            run(m_folder->filePath("picture.png"), frame);
        });
}

void DepthActions::run(const QString& picture, const QRect& frame)
{
    m_process = new QProcess(this);
    m_notice->show(tr("The depth is being estimated…"), {tr("Stop"), [this] {
                                                             if (m_process)
                                                                 m_process->terminate();
                                                         }});
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            refuse(tr("The engine's program cannot be started; check the installation."));
    });
    connect(m_process, &QProcess::finished, this, [this, frame](int code, QProcess::ExitStatus status) {
        const QString said = QString::fromUtf8(m_process->readAllStandardError()).trimmed().section('\n', -1);
        std::exchange(m_process, nullptr)->deleteLater();
        m_notice->hide();
        if (status == QProcess::NormalExit && code == 0)
            return take(m_folder->filePath("depth.png"), frame);
        if (code != 130 && status == QProcess::NormalExit)
            refuse(said.isEmpty() ? tr("The depth could not be estimated; try a smaller frame.") : said);
    });
    m_process->start(QString::fromStdString(m_client->command().front()),
        {"depth", picture, "--output", m_folder->filePath("depth.png"), "--model",
            estimatorAmong(m_client->models())});
}

void DepthActions::import()
{
    const QString file = QFileDialog::getOpenFileName(
        m_window, tr("Import a depth map"), {}, tr("Pictures (*.png *.jpg *.jpeg *.webp);;All files (*)"));
    if (!file.isEmpty())
        importFile(file);
}

void DepthActions::importFile(const QString& file) { take(file, m_document->committed().frame); }

void DepthActions::take(const QString& file, const QRect& frame)
{
    inBackground<QImage>(
        this, [file, size = frame.size()] { return greyMap(readImage(pathOf(file)), size); },
        [this, frame](const Outcome<QImage>& map) {
            if (!map.value)
                return refuse(map.error);
            m_document->edit(
                tr("Depth"), [&](DocumentState& state) { state.setDepth(*map.value, frame.topLeft()); });
        });
}

} // namespace tarn::studio
