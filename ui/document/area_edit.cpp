#include <document/area_edit.h>
#include <document/image_convert.h>
#include <image/mask.h>

namespace tarn::studio {
namespace {

Image changed(const Image& mask, AreaEdit edit, int pixels)
{
    switch (edit) {
    case AreaEdit::grow:
        return grown(mask, pixels);
    case AreaEdit::shrink:
        return shrunk(mask, pixels);
    case AreaEdit::feather:
        return blurredGaussian(mask, 2 * pixels + 1);
    case AreaEdit::invert:
        return inverted(mask);
    }
    return mask;
}

} // namespace

TiledImage edited(const TiledImage& area, AreaEdit edit, int pixels, const QRect& limit)
{
    const QRect bounds = area.bounds();
    TiledImage result(QImage::Format_Alpha8);
    if (bounds.isEmpty() && edit != AreaEdit::invert)
        return result;
    const int margin = pixels + 1;
    const QRect reach =
        edit == AreaEdit::invert ? limit : bounds.adjusted(-margin, -margin, margin, margin) & limit;
    if (reach.isEmpty())
        return result;
    result.replace(reach.topLeft(), toQMask(changed(toMask(area.copied(reach)), edit, pixels)));
    return result;
}

void editArea(DocumentState& state, AreaEdit edit, int pixels)
{
    TiledImage& area = state.selection.isEmpty() ? state.mask : state.selection;
    area = edited(area, edit, pixels, state.area());
}

QImage withinSelection(const DocumentState& state, QPoint at, QImage trace)
{
    if (state.selection.isEmpty())
        return trace;
    const QImage selected = state.selection.copied({at, trace.size()});
    for (int y = 0; y < trace.height(); ++y) {
        uchar* line = trace.scanLine(y);
        const uchar* limit = selected.constScanLine(y);
        for (int x = 0; x < trace.width(); ++x)
            line[x] = uchar(line[x] * limit[x] / 255);
    }
    return trace;
}

} // namespace tarn::studio
