#include "pan_tool.h"

namespace tarn::studio {

void PanTool::moved(const CanvasEvent& event)
{
    if (m_last)
        Q_EMIT panned(event.viewPos - *std::exchange(m_last, event.viewPos));
}

} // namespace tarn::studio
