#include "transform_tool.h"

#include <QLineF>
#include <cmath>

namespace tarn::studio {
namespace {

constexpr double reach = 9; ///< pixels of the view from a handle that still count as on it
constexpr double least = 1; ///< pixels that a side keeps

std::vector<QPointF> handlesOf(const QRectF& box)
{
    std::vector<QPointF> all;
    for (const double x : {box.left(), box.center().x(), box.right()})
        for (const double y : {box.top(), box.center().y(), box.bottom()})
            if (QPointF(x, y) != box.center())
                all.emplace_back(x, y);
    return all;
}

/// Scaling about `fixed` that brings `held` to `to`, along the axes of the box.
QTransform scaling(QPointF fixed, QPointF held, QPointF to, bool evenly)
{
    const auto factor = [](double was, double is) {
        return std::abs(was) < 1e-9 ? 1
                                    : std::copysign(std::max(std::abs(is / was), least / std::abs(was)), is / was);
    };
    double x = factor(held.x() - fixed.x(), to.x() - fixed.x()),
           y = factor(held.y() - fixed.y(), to.y() - fixed.y());
    if (evenly)
        x = y = std::abs(x) > std::abs(y) ? x : y;
    QTransform result;
    result.translate(fixed.x(), fixed.y());
    result.scale(x, y);
    result.translate(-fixed.x(), -fixed.y());
    return result;
}

} // namespace

/// Whether the last thing done to the document was this tool's.
bool TransformTool::followsItself() const
{
    const DocumentState& state = document()->committed();
    return !m_source.isNull() && state.active == m_layer && document()->history().current() == m_node;
}

QRectF TransformTool::box() const
{
    if (m_gesture || followsItself())
        return QRectF(m_sourceAt, m_source.size());
    const Layer* layer = document()->committed().activeLayer();
    return layer ? QRectF(layer->pixels.bounds()) : QRectF();
}

QTransform TransformTool::placement() const { return m_gesture || followsItself() ? m_placed : QTransform(); }

std::optional<std::pair<TransformTool::Grip, QPointF>> TransformTool::gripAt(const CanvasEvent& event) const
{
    const QRectF box = this->box();
    if (box.isEmpty())
        return {};
    const QTransform placed = placement();
    for (const QPointF& handle : handlesOf(box))
        if (QLineF(placed.map(handle), event.pos).length() * event.scale <= reach) {
            const bool corner = handle.x() != box.center().x() && handle.y() != box.center().y();
            return std::pair(corner ? Grip::corner : Grip::side, handle);
        }
    const bool inside = placed.map(QPolygonF(box)).containsPoint(event.pos, Qt::WindingFill);
    return std::pair(inside ? Grip::inside : Grip::around, box.center());
}

QCursor TransformTool::cursor(const CanvasEvent& event) const
{
    const auto grip = gripAt(event);
    if (!grip)
        return Qt::ForbiddenCursor;
    switch (grip->first) {
    case Grip::inside:
        return Qt::SizeAllCursor;
    case Grip::corner:
    case Grip::side:
        return Qt::PointingHandCursor;
    case Grip::around:
        return Qt::CrossCursor;
    }
    return Qt::ArrowCursor;
}

void TransformTool::pressed(const CanvasEvent& event)
{
    const auto grip = gripAt(event);
    if (!layerTakesPaint() || !grip)
        return;
    if (!followsItself()) {
        const Layer& layer = *document()->committed().activeLayer();
        const QRect bounds = layer.pixels.bounds();
        m_source = layer.pixels.copied(bounds);
        m_sourceAt = bounds.topLeft();
        m_placed = {};
        m_layer = layer.id;
    }
    const QRectF box(m_sourceAt, m_source.size());
    m_gesture = Gesture{grip->first, event.pos, grip->second, 2 * box.center() - grip->second};
}

QTransform TransformTool::dragged(const CanvasEvent& event) const
{
    const Gesture& g = *m_gesture;
    const QRectF box(m_sourceAt, m_source.size());
    switch (g.grip) {
    case Grip::inside: {
        const QPointF by = event.pos - g.from;
        return m_placed * QTransform::fromTranslate(std::round(by.x()), std::round(by.y()));
    }
    case Grip::corner:
    case Grip::side: {
        QPointF to = m_placed.inverted().map(event.pos);
        if (g.held.x() == box.center().x())
            to.setX(g.held.x());
        if (g.held.y() == box.center().y())
            to.setY(g.held.y());
        const bool evenly = g.grip == Grip::corner && !event.modifiers.testFlag(Qt::ShiftModifier);
        return scaling(g.fixed, g.held, to, evenly) * m_placed;
    }
    case Grip::around: {
        const QPointF middle = m_placed.map(box.center());
        double angle = QLineF(middle, g.from).angleTo(QLineF(middle, event.pos));
        if (event.modifiers.testFlag(Qt::ShiftModifier))
            angle = std::round(angle / 15) * 15;
        QTransform turn;
        turn.translate(middle.x(), middle.y());
        turn.rotate(-angle); // Qt's lines turn the other way
        turn.translate(-middle.x(), -middle.y());
        return m_placed * turn;
    }
    }
    return m_placed;
}

DocumentState TransformTool::drawn(const QTransform& placement) const
{
    DocumentState state = document()->committed();
    Layer* layer = state.layer(m_layer);
    layer->pixels.clear();
    const QTransform all = QTransform::fromTranslate(m_sourceAt.x(), m_sourceAt.y()) * placement;
    if (placement.type() <= QTransform::TxTranslate) { // pixel for pixel
        layer->pixels.replace(all.map(QPoint()), m_source);
        return state;
    }
    const QRect area = all.mapRect(QRectF(QPointF(), m_source.size())).toAlignedRect().adjusted(-1, -1, 1, 1);
    // Far outside nothing is seen, and a layer is not to grow without bound.
    const QRect kept = area & state.area().adjusted(-4096, -4096, 4096, 4096);
    layer->pixels.paint(kept, [&](QPainter& painter) {
        painter.setRenderHints(QPainter::SmoothPixmapTransform | QPainter::Antialiasing);
        painter.setTransform(all, true);
        painter.drawImage(QPointF(), m_source);
    });
    layer->pixels.prune(kept);
    return state;
}

void TransformTool::moved(const CanvasEvent& event)
{
    if (!m_gesture)
        return;
    document()->show(drawn(dragged(event)));
    Q_EMIT overlayChanged();
}

void TransformTool::released(const CanvasEvent& event)
{
    if (!m_gesture)
        return;
    m_placed = dragged(event);
    m_gesture.reset();
    document()->commit(title(), drawn(m_placed));
    m_node = document()->history().current();
    Q_EMIT overlayChanged();
}

void TransformTool::cancelled()
{
    if (!m_gesture)
        return;
    m_gesture.reset();
    document()->revert();
    Q_EMIT overlayChanged();
}

void TransformTool::paint(QPainter& painter, const QTransform& toView) const
{
    const QRectF box = this->box();
    if (box.isEmpty() || m_gesture) // while it is dragged the picture itself shows where it is
        return;
    const QTransform all = placement() * toView;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3));
    painter.drawPolygon(all.map(QPolygonF(box)));
    painter.setPen(QPen(Qt::white, 1));
    painter.drawPolygon(all.map(QPolygonF(box)));
    painter.setPen(QPen(QColor(20, 20, 20), 1));
    painter.setBrush(Qt::white);
    for (const QPointF& handle : handlesOf(box)) {
        const QPointF at = all.map(handle);
        painter.drawRect(QRectF(at.x() - 3.5, at.y() - 3.5, 7, 7));
    }
    painter.restore();
}

} // namespace tarn::studio
