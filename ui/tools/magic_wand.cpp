#include "magic_wand.h"

#include "fill.h"
#include "marked_area.h"

#include <document/composite.h>

#include <cmath>

namespace tarn::studio {

void MagicWand::pressed(const CanvasEvent& event)
{
    const QPoint seed(int(std::floor(event.pos.x())), int(std::floor(event.pos.y())));
    DocumentState state = document()->committed();
    if (!state.area().contains(seed))
        return;
    const QImage found = floodedFrom(composited(state, state.area()), seed, int(settings()->tolerance()));
    const QRect area = state.area();
    mark(state, settings()->area(), event.modifiers, area,
        [&](QPainter& painter) { painter.drawImage(QPoint(), found); });
    document()->commit(title(), std::move(state));
}

} // namespace tarn::studio
