#include "xray_source.h"

#include <document/background.h>
#include <window/generation.h>

#include <algorithm>

namespace tarn::studio {
namespace {

/// The engine pastes its result, and the studio that into the frame: what both let through shows.
QImage leastOf(const QImage& engine, const QImage& studio)
{
    QImage grey(engine.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < engine.height(); ++y)
        std::copy_n(engine.constScanLine(y), engine.width(), grey.scanLine(y));
    grey = grey.scaled(studio.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
               .convertToFormat(QImage::Format_Grayscale8);
    QImage least = studio;
    for (int y = 0; y < least.height(); ++y)
        for (int x = 0; x < least.width(); ++x)
            least.scanLine(y)[x] = std::min(least.scanLine(y)[x], grey.constScanLine(y)[x]);
    return least;
}

/// In pixels of the canvas.
QRectF contextOn(const QRect& frame, const PlanReport& plan, const GenerateRequest& request)
{
    const double x = double(frame.width()) / request.width, y = double(frame.height()) / request.height;
    const PixelBox& box = plan.context;
    return {frame.x() + box.x * x, frame.y() + box.y * y, box.width * x, box.height * y};
}

} // namespace

XraySource::XraySource(
    Document* document, EngineClient* client, Generation* generation, CanvasView* canvas, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_client(client)
    , m_generation(generation)
    , m_canvas(canvas)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, &XraySource::ask);
    const auto again = [this] {
        if (m_on)
            m_soon.start();
    };
    for (const auto changed : {&Document::draftChanged, &Document::layersChanged, &Document::historyChanged})
        connect(document, changed, this, again);
    connect(document, &Document::frameChanged, this, again);
    connect(client, &EngineClient::modelsChanged, this, again);
}

void XraySource::setOn(bool on)
{
    if (on == m_on)
        return;
    m_on = on;
    ++m_asked;
    if (on)
        ask();
    else
        m_canvas->setXray({});
    Q_EMIT toggled(on);
}

void XraySource::ask()
{
    if (!m_on)
        return;
    const int number = ++m_asked;
    inBackground<Drawing>(
        this,
        [state = m_document->committed(), side = m_generation->preferredSide()] {
            return drawingFor(state, side);
        },
        [this, number](const Outcome<Drawing>& outcome) {
            if (number == m_asked && outcome.value)
                askEngine(*outcome.value, number);
        });
}

void XraySource::askEngine(const Drawing& drawing, int number)
{
    if (!drawing.request.mask.isGiven()) {
        MaskXray none;
        none.sentence = tr("No mask: the whole frame is drawn. Mark a part with the mask brush (M).");
        m_canvas->setXray(none);
        return;
    }
    m_client->askDetails(
        drawing.request, drawing.files, [this, drawing, number](const EngineClient::DetailedPlan& plan) {
            if (number != m_asked || plan.selection.isNull() || plan.denoise.isNull() || plan.paste.isNull())
                return;
            inBackground<MaskXray>(
                this,
                [drawing, plan] {
                    return MaskXray::from(drawing.frame, contextOn(drawing.frame, plan.report, drawing.request),
                        plan.selection, plan.denoise, leastOf(plan.paste, drawing.paste));
                },
                [this, number](const Outcome<MaskXray>& xray) {
                    if (number == m_asked && xray.value)
                        m_canvas->setXray(*xray.value);
                });
        });
}

} // namespace tarn::studio
