#include "eyedropper.h"

#include <document/composite.h>

#include <cmath>

namespace tarn::studio {

void Eyedropper::pressed(const CanvasEvent& event)
{
    m_picking = true;
    pick(event.pos);
}

void Eyedropper::moved(const CanvasEvent& event)
{
    if (m_picking)
        pick(event.pos);
}

void Eyedropper::pick(QPointF pos)
{
    const QPoint pixel(int(std::floor(pos.x())), int(std::floor(pos.y())));
    const QColor colour = compositedWithGuides(document()->state(), {pixel, QSize(1, 1)}).pixelColor(0, 0);
    if (colour.alpha() > 0)
        settings()->setColour(QColor(colour.rgb()));
}

} // namespace tarn::studio
