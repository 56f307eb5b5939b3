#include "brush.h"

namespace tarn::studio {

void Brush::apply(QPainter& painter, QPoint at, const QImage& trace) const
{
    QImage paint(trace.size(), QImage::Format_ARGB32_Premultiplied);
    paint.fill(settings()->colour());
    {
        QPainter cut(&paint);
        cut.setCompositionMode(QPainter::CompositionMode_DestinationIn);
        cut.drawImage(0, 0, trace);
    }
    painter.drawImage(at, paint);
}

void Eraser::apply(QPainter& painter, QPoint at, const QImage& trace) const
{
    painter.setCompositionMode(QPainter::CompositionMode_DestinationOut);
    painter.drawImage(at, trace);
}

} // namespace tarn::studio
