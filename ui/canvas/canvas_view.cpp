#include "selection_outline.h"
#include "tile_cache.h"

#include <canvas/candidate_bar.h>
#include <canvas/canvas_view.h>

#include <QMimeData>
#include <QPinchGesture>
#include <cmath>

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

void CanvasView::setTool(CanvasTool* tool)
{
    cancelGesture();
    for (CanvasTool* each : {m_tool, tool})
        if (each)
            each->disconnect(this);
    m_tool = tool;
    connect(tool, &CanvasTool::overlayChanged, this, qOverload<>(&QWidget::update));
    connect(tool, &CanvasTool::panned, this, &CanvasView::pan);
    updateCursor();
    update();
}

void CanvasView::setHeldTool(CanvasTool* tool)
{
    if (tool == m_held || (m_pressed && m_tool && m_tool->isBusy()))
        return;
    cancelGesture();
    m_held = tool;
    updateCursor();
    update();
}

bool CanvasView::cancelGesture()
{
    m_pressed = false;
    if (!tool() || !tool()->isBusy())
        return false;
    tool()->cancelled();
    update();
    return true;
}

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

void CanvasView::updateCursor()
{
    if (m_panning || m_space)
        setCursor(m_panning ? Qt::ClosedHandCursor : Qt::OpenHandCursor);
    else if (m_sliding || (m_comparison && m_comparison->isAt(m_pointer, m_viewport.toView())))
        setCursor(Qt::SplitHCursor);
    else if (tool())
        setCursor(tool()->cursor(eventAt(m_pointer, 1, {})));
}

CanvasEvent CanvasView::eventAt(QPointF view, double pressure, Qt::KeyboardModifiers modifiers) const
{
    return {m_viewport.toDocument(view), view, pressure, modifiers, m_viewport.scale()};
}

void CanvasView::slide(QPointF view)
{
    m_comparison->moveTo(view, m_viewport.toView());
    update();
}

void CanvasView::press(const CanvasEvent& event)
{
    m_pressed = true;
    if (tool())
        tool()->pressed(event);
    updateCursor();
}

void CanvasView::move(const CanvasEvent& event)
{
    updateOutline(event.viewPos);
    if (m_pressed && tool())
        tool()->moved(event);
    updateCursor();
    Q_EMIT pointed(event.pos);
}

void CanvasView::release(const CanvasEvent& event)
{
    if (!std::exchange(m_pressed, false))
        return;
    if (tool())
        tool()->released(event);
    updateCursor();
    update();
}

void CanvasView::updateOutline(QPointF now)
{
    const double radius = (tool() ? tool()->outline() / 2 * m_viewport.scale() : 0) + 12;
    for (const QPointF& at : {m_pointer, now})
        update(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius).toAlignedRect());
    m_pointer = now;
}

void CanvasView::resizeEvent(QResizeEvent*)
{
    if (m_fitted)
        fit();
    placeBar();
}

void CanvasView::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::MiddleButton || (m_space && event->button() == Qt::LeftButton)) {
        m_panning = true;
        m_panFrom = event->position();
        updateCursor();
    } else if (event->button() == Qt::LeftButton && m_comparison
        && m_comparison->isAt(event->position(), m_viewport.toView())) {
        m_sliding = true;
    } else if (event->button() == Qt::LeftButton && !m_pressed) {
        press(eventAt(event->position(), 1, event->modifiers()));
    } else if (event->button() == Qt::RightButton && !m_pressed) {
        Q_EMIT contextMenuWanted(event->globalPosition().toPoint());
    }
}

void CanvasView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_panning)
        pan(event->position() - std::exchange(m_panFrom, event->position()));
    else if (m_sliding)
        slide(event->position());
    else
        move(eventAt(event->position(), 1, event->modifiers()));
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && std::exchange(m_sliding, false)) {
        updateCursor();
    } else if (m_panning && (event->button() == Qt::MiddleButton || event->button() == Qt::LeftButton)) {
        m_panning = false;
        updateCursor();
    } else if (event->button() == Qt::LeftButton) {
        release(eventAt(event->position(), 1, event->modifiers()));
    }
}

void CanvasView::tabletEvent(QTabletEvent* event)
{
    const CanvasEvent canvas = eventAt(event->position(), event->pressure(), event->modifiers());
    if (event->type() == QEvent::TabletPress && event->button() == Qt::LeftButton && !m_space) {
        setFocus(Qt::MouseFocusReason);
        press(canvas);
    } else if (event->type() == QEvent::TabletMove && !m_panning) {
        move(canvas);
    } else if (event->type() == QEvent::TabletRelease && event->button() == Qt::LeftButton) {
        release(canvas);
    } else {
        return event->ignore(); // comes again as the mouse's
    }
    event->accept();
}

void CanvasView::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        const QPoint by = event->angleDelta();
        pan(QPointF(by.x() + by.y(), 0) / 2);
    } else if (event->hasPixelDelta() && event->phase() != Qt::NoScrollPhase
        && !event->modifiers().testFlag(Qt::ControlModifier)) {
        pan(event->pixelDelta()); // two fingers on a touch pad
    } else {
        m_fitted = false;
        m_viewport.zoomTo(m_viewport.scale() * std::pow(2.0, event->angleDelta().y() / 480.0), event->position());
        viewChanged();
    }
    event->accept();
}

void CanvasView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space) {
        m_space = true;
        updateCursor();
        update();
    } else if (event->key() == Qt::Key_Backslash && !event->isAutoRepeat()) {
        setShowsCandidate(false);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void CanvasView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_space = false;
        updateCursor();
    } else if (event->key() == Qt::Key_Backslash && !event->isAutoRepeat()) {
        setShowsCandidate(true);
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

void CanvasView::focusOutEvent(QFocusEvent*)
{
    m_space = m_panning = false;
    setShowsCandidate(true);
    update();
}

void CanvasView::leaveEvent(QEvent*) { updateOutline({-1e6, -1e6}); }

bool CanvasView::event(QEvent* event)
{
    if (event->type() == QEvent::Gesture) {
        auto* gestures = static_cast<QGestureEvent*>(event);
        if (auto* pinch = static_cast<QPinchGesture*>(gestures->gesture(Qt::PinchGesture))) {
            cancelGesture();
            m_fitted = false;
            m_viewport.zoomTo(m_viewport.scale() * pinch->scaleFactor(), pinch->centerPoint());
            pan(pinch->centerPoint() - pinch->lastCenterPoint());
            return true;
        }
    }
    return QWidget::event(event);
}

void CanvasView::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasImage())
        event->acceptProposedAction();
}

void CanvasView::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    const QMimeData* brought = event->mimeData();
    const QList<QUrl> urls = brought->urls();
    // A browser gives a picture's pixels beside its address.
    const bool local = std::ranges::any_of(urls, [](const QUrl& url) { return url.isLocalFile(); });
    if (brought->hasImage() && !local)
        Q_EMIT pictureDropped(qvariant_cast<QImage>(brought->imageData()));
    else
        Q_EMIT dropped(urls);
}

} // namespace tarn::studio
