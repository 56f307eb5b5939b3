#include "move_tool.h"

namespace tarn::studio {

void MoveTool::pressed(const CanvasEvent& event)
{
    if (layerTakesPaint())
        m_from = event.pos;
}

DocumentState MoveTool::shifted(QPointF to) const
{
    DocumentState state = document()->committed();
    state.activeLayer()->pixels.shift((to - *m_from).toPoint());
    return state;
}

void MoveTool::moved(const CanvasEvent& event)
{
    if (m_from)
        document()->show(shifted(event.pos));
}

void MoveTool::released(const CanvasEvent& event)
{
    if (!m_from)
        return;
    DocumentState state = shifted(event.pos);
    m_from.reset();
    document()->commit(title(), std::move(state));
}

void MoveTool::cancelled()
{
    if (std::exchange(m_from, {}))
        document()->revert();
}

} // namespace tarn::studio
