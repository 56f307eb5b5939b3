#include "marked_area.h"

namespace tarn::studio {

void mark(DocumentState& state, ToolSettings::Area target, Qt::KeyboardModifiers modifiers, const QRect& reach,
    const std::function<void(QPainter&)>& draw)
{
    const bool takes = modifiers.testFlag(Qt::ShiftModifier), adds = modifiers.testFlag(Qt::ControlModifier);
    const bool selects = target == ToolSettings::Area::selection;
    TiledImage& area = selects ? state.selection : state.mask;
    if (selects && !takes && !adds)
        area.clear();
    area.paint(reach, [&](QPainter& painter) {
        if (takes)
            painter.setCompositionMode(QPainter::CompositionMode_DestinationOut);
        draw(painter);
    });
    area.prune(reach);
}

} // namespace tarn::studio
