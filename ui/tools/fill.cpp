#include "fill.h"

#include <document/area_edit.h>
#include <document/composite.h>

#include <cmath>

namespace tarn::studio {
namespace {

bool isNear(QRgb one, QRgb two, int tolerance)
{
    const auto differs = [&](int a, int b) { return std::abs(a - b) > tolerance; };
    return !differs(qAlpha(one), qAlpha(two)) && !differs(qRed(one), qRed(two))
        && !differs(qGreen(one), qGreen(two)) && !differs(qBlue(one), qBlue(two));
}

} // namespace

QImage floodedFrom(const QImage& picture, QPoint seed, int tolerance)
{
    QImage flooded(picture.size(), QImage::Format_Alpha8);
    flooded.fill(0);
    const auto source = [&](int x, int y) { return reinterpret_cast<const QRgb*>(picture.constScanLine(y))[x]; };
    const QRgb wanted = source(seed.x(), seed.y());
    std::vector<QPoint> open{seed};
    const auto isOpen = [&](int x, int y) {
        return flooded.constScanLine(y)[x] == 0 && isNear(source(x, y), wanted, tolerance);
    };
    while (!open.empty()) { // a whole row at a time
        const QPoint at = open.back();
        open.pop_back();
        if (!isOpen(at.x(), at.y()))
            continue;
        int left = at.x(), right = at.x();
        while (left > 0 && isOpen(left - 1, at.y()))
            --left;
        while (right + 1 < picture.width() && isOpen(right + 1, at.y()))
            ++right;
        std::fill(flooded.scanLine(at.y()) + left, flooded.scanLine(at.y()) + right + 1, uchar(255));
        for (const int y : {at.y() - 1, at.y() + 1}) {
            if (y < 0 || y >= picture.height())
                continue;
            for (int x = left; x <= right; ++x)
                if (isOpen(x, y) && (x == left || !isOpen(x - 1, y)))
                    open.emplace_back(x, y);
        }
    }
    return flooded;
}

void Fill::pressed(const CanvasEvent& event)
{
    const QPoint seed(int(std::floor(event.pos.x())), int(std::floor(event.pos.y())));
    DocumentState state = document()->committed();
    if (!state.area().contains(seed) || !layerTakesPaint())
        return;
    const QImage flooded =
        floodedFrom(compositedWithGuides(state, state.area()), seed, int(settings()->tolerance()));
    QImage paint(flooded.size(), QImage::Format_ARGB32_Premultiplied);
    paint.fill(settings()->colour());
    {
        QPainter cut(&paint);
        cut.setCompositionMode(QPainter::CompositionMode_DestinationIn);
        cut.drawImage(0, 0, withinSelection(state, {}, flooded));
    }
    TiledImage& pixels = state.activeLayer()->pixels;
    pixels.paint(state.area(), [&](QPainter& painter) { painter.drawImage(0, 0, paint); });
    pixels.prune(state.area());
    settings()->rememberColour();
    document()->commit(title(), std::move(state));
}

} // namespace tarn::studio
