#include "line_tool.h"

#include <document/area_edit.h>
#include <tools/stroke.h>

#include <cmath>

namespace tarn::studio {

void LineTool::pressed(const CanvasEvent& event)
{
    if (layerTakesPaint())
        m_from = event.pos;
}

DocumentState LineTool::drawn(const CanvasEvent& event) const
{
    QPointF to = event.pos;
    if (event.modifiers.testFlag(Qt::ShiftModifier)) {
        const QPointF by = to - *m_from;
        const double step = M_PI / 12, angle = std::round(std::atan2(by.y(), by.x()) / step) * step;
        to = *m_from + std::hypot(by.x(), by.y()) * QPointF(std::cos(angle), std::sin(angle));
    }
    const BrushShape& shape = settings()->shape(ToolSettings::Use::paint);
    Stroke stroke(shape);
    DocumentState state = document()->committed();
    const QRect area = (stroke.lineTo({*m_from}) | stroke.lineTo({to})) & state.area();
    if (area.isEmpty())
        return state;
    QImage paint(area.size(), QImage::Format_ARGB32_Premultiplied);
    paint.fill(settings()->colour());
    {
        QPainter cut(&paint);
        cut.setCompositionMode(QPainter::CompositionMode_DestinationIn);
        cut.drawImage(0, 0, withinSelection(state, area.topLeft(), stroke.trace().copied(area)));
    }
    state.activeLayer()->pixels.paint(area, [&](QPainter& painter) {
        painter.setOpacity(shape.opacity);
        painter.drawImage(area.topLeft(), paint);
    });
    return state;
}

void LineTool::moved(const CanvasEvent& event)
{
    if (m_from)
        document()->show(drawn(event));
}

void LineTool::released(const CanvasEvent& event)
{
    if (!m_from)
        return;
    DocumentState state = drawn(event);
    m_from.reset();
    document()->commit(title(), std::move(state));
}

void LineTool::cancelled()
{
    if (std::exchange(m_from, {}))
        document()->revert();
}

} // namespace tarn::studio
