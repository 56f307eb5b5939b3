#include "frame_tool.h"

#include <cmath>

namespace tarn::studio {
namespace {

constexpr double reach = 8; ///< pixels of the view from an edge that still count as on it
constexpr int maxSide = 4096; ///< pixels

int snapped(double value) { return int(std::lround(value / FrameTool::grid)) * FrameTool::grid; }

} // namespace

int FrameTool::gripAt(const CanvasEvent& event) const
{
    const QRectF frame = document()->state().frame;
    const double near = reach / event.scale;
    const QPointF p = event.pos;
    if (!frame.adjusted(-near, -near, near, near).contains(p))
        return nowhere;
    int grip = 0;
    grip |= std::abs(p.x() - frame.left()) <= near ? left : std::abs(p.x() - frame.right()) <= near ? right : 0;
    grip |= std::abs(p.y() - frame.top()) <= near ? top : std::abs(p.y() - frame.bottom()) <= near ? bottom : 0;
    return grip == 0 ? inside : grip;
}

QCursor FrameTool::cursor(const CanvasEvent& event) const
{
    switch (m_grip.value_or(gripAt(event))) {
    case left:
    case right:
        return Qt::SizeHorCursor;
    case top:
    case bottom:
        return Qt::SizeVerCursor;
    case left | top:
    case right | bottom:
        return Qt::SizeFDiagCursor;
    case right | top:
    case left | bottom:
        return Qt::SizeBDiagCursor;
    case inside:
        return Qt::SizeAllCursor;
    default:
        return Qt::CrossCursor;
    }
}

void FrameTool::pressed(const CanvasEvent& event)
{
    m_from = event.pos;
    m_grip = gripAt(event);
    m_frame = document()->committed().frame;
    if (m_grip == nowhere)
        m_frame = QRect(snapped(m_from.x()), snapped(m_from.y()), 0, 0);
}

QRect FrameTool::dragged(QPointF by) const
{
    const int grip = m_grip == nowhere ? (by.x() < 0 ? left : right) | (by.y() < 0 ? top : bottom) : *m_grip;
    if (grip == inside)
        return {snapped(m_frame.x() + by.x()), snapped(m_frame.y() + by.y()), m_frame.width(), m_frame.height()};
    int x1 = m_frame.x(), y1 = m_frame.y(), x2 = x1 + m_frame.width(), y2 = y1 + m_frame.height();
    if (grip & left)
        x1 = std::clamp(snapped(x1 + by.x()), x2 - maxSide, x2 - leastSide);
    if (grip & right)
        x2 = std::clamp(snapped(x2 + by.x()), x1 + leastSide, x1 + maxSide);
    if (grip & top)
        y1 = std::clamp(snapped(y1 + by.y()), y2 - maxSide, y2 - leastSide);
    if (grip & bottom)
        y2 = std::clamp(snapped(y2 + by.y()), y1 + leastSide, y1 + maxSide);
    return {x1, y1, x2 - x1, y2 - y1};
}

void FrameTool::moved(const CanvasEvent& event)
{
    if (!m_grip)
        return;
    DocumentState state = document()->committed();
    state.frame = dragged(event.pos - m_from);
    document()->show(state);
}

void FrameTool::released(const CanvasEvent& event)
{
    if (!m_grip)
        return;
    const QPointF by = event.pos - m_from;
    DocumentState state = document()->committed();
    // A click beside the frame is no new one.
    if (*m_grip != nowhere || std::hypot(by.x(), by.y()) * event.scale > 4)
        state.frame = dragged(by);
    m_grip.reset();
    document()->commit(title(), std::move(state));
}

void FrameTool::cancelled()
{
    if (m_grip) {
        m_grip.reset();
        document()->revert();
    }
}

void FrameTool::paint(QPainter& painter, const QTransform& toView) const
{
    const QRectF frame = document()->state().frame;
    painter.setPen(QPen(QColor(20, 20, 20), 1));
    painter.setBrush(Qt::white);
    for (const double x : {frame.left(), frame.center().x(), frame.right()})
        for (const double y : {frame.top(), frame.center().y(), frame.bottom()})
            if (QPointF(x, y) != frame.center())
                painter.drawRect(QRectF(toView.map(QPointF(x, y)) - QPointF(3.5, 3.5), QSizeF(7, 7)));
}

} // namespace tarn::studio
