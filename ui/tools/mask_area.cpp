#include "mask_area.h"

#include "marked_area.h"

namespace tarn::studio {

void MaskArea::pressed(const CanvasEvent& event) { m_points = {event.pos}; }

void MaskArea::moved(const CanvasEvent& event)
{
    if (m_points.empty())
        return;
    m_points.push_back(event.pos);
    Q_EMIT overlayChanged();
}

void MaskArea::released(const CanvasEvent& event)
{
    if (m_points.empty())
        return;
    m_points.push_back(event.pos);
    const QPainterPath path = shape();
    m_points.clear();
    DocumentState state = document()->committed();
    const QRect area = path.boundingRect().toAlignedRect() & (state.area() | state.frame);
    mark(state, settings()->area(), event.modifiers, area, [&](QPainter& painter) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillPath(path, Qt::black);
    });
    document()->commit(title(), std::move(state));
    Q_EMIT overlayChanged();
}

void MaskArea::cancelled()
{
    m_points.clear();
    Q_EMIT overlayChanged();
}

void MaskArea::paint(QPainter& painter, const QTransform& toView) const
{
    if (m_points.size() < 2)
        return;
    const QPainterPath path = toView.map(shape());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 160), 2));
    painter.drawPath(path);
    painter.setPen(QPen(Qt::white, 1, Qt::DashLine));
    painter.drawPath(path);
}

QPainterPath MaskRectangle::shape() const
{
    QPainterPath path;
    path.addRect(QRectF(points().front().toPoint(), points().back().toPoint()).normalized());
    return path;
}

QPainterPath MaskLasso::shape() const
{
    QPainterPath path(points().front());
    for (const QPointF& point : points())
        path.lineTo(point);
    path.closeSubpath();
    path.setFillRule(Qt::WindingFill);
    return path;
}

} // namespace tarn::studio
