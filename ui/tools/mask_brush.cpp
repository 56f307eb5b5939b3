#include "mask_brush.h"

namespace tarn::studio {

bool MaskBrush::mayBegin(const CanvasEvent& event)
{
    m_erases = event.modifiers.testFlag(Qt::ShiftModifier);
    return true;
}

void MaskBrush::apply(QPainter& painter, QPoint at, const QImage& trace) const
{
    painter.setCompositionMode(
        m_erases ? QPainter::CompositionMode_DestinationOut : QPainter::CompositionMode_SourceOver);
    painter.drawImage(at, trace);
}

} // namespace tarn::studio
