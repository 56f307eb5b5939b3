#include "paused_painting.h"

#include <document/background.h>
#include <document/image_convert.h>
#include <image/png.h>
#include <image/resize.h>

#include <algorithm>

namespace tarn::studio {
namespace {

constexpr int settledTime = 350; ///< milliseconds

QImage toSize(const QImage& picture, QSize size)
{
    QImage fitted = toQImage(resizedSmoothly(toImageWithAlpha(picture), size.width(), size.height()));
    return fitted.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

/// Opaque: what was erased shows what was there.
std::vector<std::byte> pngOf(const QImage& painted, const QImage& original)
{
    QImage picture = original.convertToFormat(QImage::Format_RGB32);
    QPainter(&picture).drawImage(0, 0, painted);
    return encodePng(toImage(picture), {});
}

} // namespace

PausedPainting::PausedPainting(Document* document, EngineClient* client, Candidates* candidates, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_client(client)
    , m_candidates(candidates)
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(settledTime);
    connect(&m_settled, &QTimer::timeout, this, &PausedPainting::showLayer);
    connect(client, &EngineClient::previewed, this, [this](const JobId& job, int step, const QImage& picture) {
        if (job != m_job || m_layer != 0)
            return;
        m_step = step;
        m_preview = picture;
        m_settled.start();
    });
    connect(client, &EngineClient::ended, this, [this](const JobId& job) {
        if (job != m_job)
            return;
        m_job.clear();
        m_settled.stop();
        removeLayer(tr("End pause"));
    });
}

void PausedPainting::toggle()
{
    if (isPaused())
        goOn();
    else
        pause();
}

void PausedPainting::pause()
{
    const Candidate* current = m_candidates->current();
    if (!current || current->finished || current->steps == 0)
        return Q_EMIT refused(tr("Nothing is being drawn that could wait; start a drawing first."));
    m_job = current->job;
    m_frame = current->drawing.frame;
    m_step = std::max(0, current->step - 1);
    m_preview = current->picture;
    m_client->pause(m_job);
    m_candidates->setPaused(m_job, true);
    m_settled.start();
}

/// What the step predicts, as the VAE decodes it; the preview where the engine has no record of it yet.
void PausedPainting::showLayer()
{
    const auto take = [this, job = m_job](const QImage& decoded) {
        if (job != m_job || m_layer != 0)
            return;
        const QImage picture = decoded.isNull() ? m_preview : decoded;
        if (picture.isNull())
            return m_settled.start();
        inBackground<QImage>(
            this, [picture, size = m_frame.size()] { return toSize(picture, size); },
            [this, job](const Outcome<QImage>& fitted) {
                if (job == m_job && m_layer == 0 && fitted.value)
                    addLayer(*fitted.value);
            });
    };
    m_client->askDecoded(m_job, m_step + 1, [this, take, job = m_job](const QImage& decoded) {
        if (!decoded.isNull() || job != m_job)
            return take(decoded);
        m_client->askDecoded(m_job, m_step, take);
    });
}

void PausedPainting::addLayer(const QImage& picture)
{
    m_original = picture;
    m_document->edit(tr("Pause"), [&](DocumentState& state) {
        m_before = state.active;
        if (state.placeOf(state.active) != int(state.layers.size()) - 1)
            state.active = state.layers.back().id; // above everything
        Layer& layer = state.addLayer(tr("Paused at step %1").arg(m_step + 1));
        layer.pixels.replace(m_frame.topLeft(), picture);
        m_layer = layer.id;
    });
    Q_EMIT layerReady();
}

void PausedPainting::goOn()
{
    const JobId job = std::exchange(m_job, {});
    m_settled.stop();
    m_candidates->setPaused(job, false);
    const Layer* layer = m_document->committed().layer(m_layer);
    const QImage painted = layer && m_layer != 0 ? layer->pixels.copied(m_frame) : QImage();
    const QImage original = m_original;
    removeLayer(tr("Go on"));
    if (painted.isNull() || painted == original)
        return m_client->resume(job);
    inBackground<std::vector<std::byte>>(
        this, [painted, original] { return pngOf(painted, original); },
        [this, job](const Outcome<std::vector<std::byte>>& png) {
            if (png.value)
                m_client->resumeWith(job, *png.value);
            else
                m_client->resume(job);
        });
}

void PausedPainting::removeLayer(const QString& text)
{
    const int id = std::exchange(m_layer, 0);
    if (id == 0 || !m_document->committed().layer(id))
        return;
    m_document->edit(text, [&](DocumentState& state) {
        if (state.layers.size() < 2)
            return;
        state.layers.erase(state.layers.begin() + state.placeOf(id));
        if (state.active == id)
            state.active = state.layer(m_before) ? m_before : state.layers.back().id;
    });
}

} // namespace tarn::studio
