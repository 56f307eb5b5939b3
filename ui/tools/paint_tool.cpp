#include "paint_tool.h"

#include <document/area_edit.h>

namespace tarn::studio {
namespace {

QImage faded(QImage trace, double opacity)
{
    if (opacity >= 1)
        return trace;
    const int factor = int(opacity * 256);
    for (int y = 0; y < trace.height(); ++y) {
        uchar* line = trace.scanLine(y);
        for (int x = 0; x < trace.width(); ++x)
            line[x] = uchar(line[x] * factor / 256);
    }
    return trace;
}

} // namespace

void PaintTool::pressed(const CanvasEvent& event)
{
    if (m_stroke || !mayBegin(event))
        return;
    m_before = m_now = document()->committed();
    m_stroke.emplace(settings()->shape(use()));
    m_steady = event.pos;
    paintStroke(event.pos, event);
}

void PaintTool::moved(const CanvasEvent& event)
{
    if (!m_stroke)
        return;
    m_steady += (event.pos - m_steady) * (1 - settings()->stabiliser());
    paintStroke(m_steady, event);
}

void PaintTool::paintStroke(QPointF pos, const CanvasEvent& event)
{
    const PenPoint point{pos, settings()->pressureCurve().at(event.pressure), event.tilt};
    const QRect area = m_stroke->lineTo(point) & m_before.area();
    if (area.isEmpty())
        return;
    QImage trace = faded(m_stroke->trace().copied(area), m_stroke->shape().opacity);
    if (use() != ToolSettings::Use::mask)
        trace = withinSelection(m_before, area.topLeft(), trace);
    // From what was before, so that the opacity holds for the stroke as a whole.
    QImage picture = target(m_before).copied(area);
    {
        QPainter painter(&picture);
        apply(painter, {}, trace);
    }
    target(m_now).replace(area.topLeft(), picture);
    document()->show(m_now);
}

void PaintTool::released(const CanvasEvent& event)
{
    if (!m_stroke)
        return;
    if (settings()->stabiliser() > 0) // a steadied stroke ends where the pointer does
        paintStroke(event.pos, event);
    if (use() == ToolSettings::Use::paint)
        settings()->rememberColour();
    m_stroke.reset();
    document()->commit(title(), std::exchange(m_now, {}));
    m_before = {};
}

void PaintTool::cancelled()
{
    if (!m_stroke)
        return;
    m_stroke.reset();
    m_before = m_now = {};
    document()->revert();
}

} // namespace tarn::studio
