#include "selection_outline.h"
#include "tile_cache.h"

#include <canvas/candidate_bar.h>
#include <canvas/canvas_view.h>

namespace tarn::studio {
namespace {

constexpr int fadeTime = 180; ///< milliseconds

} // namespace

CanvasView::CanvasView(Document* document, Candidates* candidates, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_candidates(candidates)
    , m_bar(new CandidateBar(candidates, this))
    , m_cache(std::make_unique<TileCache>())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(240, 200);
    setAccessibleName(tr("Canvas"));
    grabGesture(Qt::PinchGesture);
    m_fade.setDuration(fadeTime);
    m_fade.setStartValue(0.0);
    m_fade.setEndValue(1.0);
    connect(&m_fade, &QVariantAnimation::valueChanged, this, [this] { update(); });
    connect(document, &Document::pixelsChanged, this, [this](const QRegion& region) {
        m_cache->invalidate(region);
        updateDocument(region);
    });
    connect(document, &Document::maskChanged, this, &CanvasView::updateDocument);
    connect(document, &Document::selectionChanged, this, [this] {
        m_selection = outlineOf(m_document->state().selection);
        update();
    });
    connect(document, &Document::frameChanged, this, [this] {
        placeBar();
        update();
    });
    connect(document, &Document::sizeChanged, this, [this] {
        m_cache->clear();
        if (m_fitted)
            fit();
        update();
    });
    connect(document, &Document::replaced, this, [this] {
        m_cache->clear();
        fit();
    });
    connect(candidates, &Candidates::pictureChanged, this, &CanvasView::showPicture);
    connect(candidates, &Candidates::changed, this, [this] {
        placeBar();
        update();
    });
}

CanvasView::~CanvasView() = default;

double CanvasView::zoom() const { return m_viewport.scale() * devicePixelRatioF() * 100; }

void CanvasView::setZoom(double percent)
{
    m_fitted = false;
    m_viewport.zoomTo(percent / 100 / devicePixelRatioF(), QRectF(rect()).center());
    viewChanged();
}

void CanvasView::zoomBy(double factor)
{
    m_fitted = false;
    m_viewport.zoomTo(m_viewport.scale() * factor, QRectF(rect()).center());
    viewChanged();
}

void CanvasView::fit()
{
    m_fitted = true;
    const DocumentState& state = m_document->state();
    m_viewport.fit(state.area() | state.frame, size(), 2 / devicePixelRatioF());
    viewChanged();
}

void CanvasView::pan(QPointF by)
{
    m_fitted = false;
    m_viewport.pan(by);
    viewChanged();
}

void CanvasView::rotateBy(double degrees)
{
    m_fitted = false;
    m_viewport.rotateTo(rotation() + degrees, QRectF(rect()).center());
    viewChanged();
}

void CanvasView::setMirrored(bool mirrored)
{
    m_viewport.setMirrored(mirrored, QRectF(rect()).center());
    viewChanged();
}

void CanvasView::viewChanged()
{
    placeBar();
    update();
    Q_EMIT zoomChanged(zoom());
}

void CanvasView::setShowsCandidate(bool shows)
{
    m_showsCandidate = shows;
    update();
}

void CanvasView::setStepPicture(const QImage& picture)
{
    m_stepPicture = picture;
    update();
}

void CanvasView::setComparison(const std::optional<Comparison>& comparison)
{
    m_comparison = comparison;
    m_sliding = false;
    if (comparison && !m_viewport.isUpright()) { // the slider is upright
        setMirrored(false);
        resetRotation();
    }
    updateCursor();
    update();
}

void CanvasView::setXray(const std::optional<MaskXray>& xray)
{
    m_xray = xray;
    update();
}

void CanvasView::setShowsMask(bool shows)
{
    m_showsMask = shows;
    update();
}

void CanvasView::updateDocument(const QRegion& region)
{
    QRegion view;
    for (const QRect& each : region)
        view += m_viewport.toView().mapRect(QRectF(each)).toAlignedRect().adjusted(-2, -2, 2, 2);
    update(view);
}

/// A new picture fades in over the one before.
void CanvasView::showPicture()
{
    const Candidate* current = m_candidates->current();
    const QImage picture = current ? current->picture : QImage();
    m_previous = picture.isNull() ? QImage() : m_shown;
    m_shown = picture;
    m_fade.stop();
    if (!picture.isNull() && isVisible())
        m_fade.start();
    update();
}

void CanvasView::placeBar()
{
    const Candidate* current = m_candidates->current();
    if (!current)
        return;
    const QRectF frame = m_viewport.toView().mapRect(QRectF(current->drawing.frame));
    const QSize bar = m_bar->size();
    const int x = int(frame.center().x()) - bar.width() / 2;
    const int y = int(frame.bottom()) + 8;
    m_bar->move(std::clamp(x, 8, std::max(8, width() - bar.width() - 8)),
        std::clamp(y, 8, std::max(8, height() - bar.height() - 8)));
}

void CanvasView::resizeEvent(QResizeEvent*)
{
    if (m_fitted)
        fit();
    placeBar();
}

} // namespace tarn::studio
