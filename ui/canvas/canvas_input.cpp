// What the pen, the mouse, the fingers and the keys do to a CanvasView.
#include "selection_outline.h"
#include "tile_cache.h"

#include <canvas/candidate_bar.h>
#include <canvas/canvas_view.h>

#include <QMimeData>
#include <QPinchGesture>
#include <algorithm>
#include <cmath>

namespace tarn::studio {

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
    return {m_viewport.toDocument(view), view, pressure, modifiers, m_viewport.scale(), {}};
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
    CanvasEvent canvas = eventAt(event->position(), event->pressure(), event->modifiers());
    const QPointF tilt(event->xTilt(), event->yTilt());
    canvas.tilt = (m_viewport.toDocument(tilt) - m_viewport.toDocument({})) * m_viewport.scale();
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
