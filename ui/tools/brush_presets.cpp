#include <tools/brush_presets.h>
#include <tools/stroke.h>

#include <QCoreApplication>
#include <cmath>

namespace tarn::studio {

std::span<const BrushPreset> brushPresets()
{
    static const BrushPreset presets[] = {
        // size, hardness, opacity, flow, pressure decides the size, the flow; tilt stretches
        {QT_TRANSLATE_NOOP("BrushPreset", "Round"), {40, 0.8, 1, 1, true, false}},
        {QT_TRANSLATE_NOOP("BrushPreset", "Ink"), {14, 0.95, 1, 1, true, false}},
        {QT_TRANSLATE_NOOP("BrushPreset", "Pencil"), {5, 0.6, 0.85, 0.7, false, true, true}},
        {QT_TRANSLATE_NOOP("BrushPreset", "Marker"), {48, 0.9, 0.5, 1, false, false}},
        {QT_TRANSLATE_NOOP("BrushPreset", "Soft round"), {90, 0.1, 1, 0.6, true, true}},
        {QT_TRANSLATE_NOOP("BrushPreset", "Airbrush"), {160, 0, 1, 0.08, false, true}},
    };
    return presets;
}

QImage strokePicture(const BrushShape& shape, QSize size, const QColor& colour)
{
    BrushShape small = shape;
    small.size = std::clamp(shape.size * 0.22, 2.0, size.height() * 0.75);
    Stroke stroke(small);
    const int points = 40;
    for (int i = 0; i <= points; ++i) {
        const double part = double(i) / points, margin = size.height() * 0.4;
        const QPointF pos(margin + part * (size.width() - 2 * margin),
            size.height() / 2.0 - std::sin(part * 2 * M_PI) * size.height() * 0.16);
        stroke.lineTo({pos, std::sin(part * M_PI)});
    }
    QImage trace = stroke.trace().copied({QPoint(), size});
    QImage picture(size, QImage::Format_ARGB32_Premultiplied);
    picture.fill(colour);
    QPainter cut(&picture);
    cut.setCompositionMode(QPainter::CompositionMode_DestinationIn);
    cut.drawImage(0, 0, trace);
    return picture;
}

} // namespace tarn::studio
