#include <document/composite.h>

namespace tarn::studio {
namespace {

void layAllOver(QPainter& painter, const DocumentState& state, int group, const QRect& area);

/// What is in a group is laid together before it is laid over what is below the group.
void layGroupOver(QPainter& painter, const DocumentState& state, const Layer& group, const QRect& area)
{
    if (!group.visible || group.opacity <= 0 || area.isEmpty())
        return;
    QImage together(area.size(), QImage::Format_ARGB32_Premultiplied);
    together.fill(0);
    {
        QPainter inside(&together);
        inside.translate(-area.topLeft());
        layAllOver(inside, state, group.id, area);
    }
    painter.setOpacity(group.opacity);
    painter.setCompositionMode(group.mode->painter);
    painter.drawImage(area.topLeft(), together);
}

void layOver(QPainter& painter, const Layer& layer, const QRect& area)
{
    if (!layer.visible || layer.opacity <= 0)
        return;
    painter.setOpacity(layer.opacity);
    painter.setCompositionMode(layer.mode->painter);
    const QRect tiles = TiledImage::tilesOf(area);
    for (int y = tiles.top(); y <= tiles.bottom(); ++y)
        for (int x = tiles.left(); x <= tiles.right(); ++x)
            if (const QImage tile = layer.pixels.tile({x, y}); !tile.isNull())
                painter.drawImage(QPoint(x, y) * TiledImage::tileSide, tile);
}

/// All that is directly in `group`; 0 means in none.
void layAllOver(QPainter& painter, const DocumentState& state, int group, const QRect& area)
{
    for (const Layer& layer : state.layers) {
        if (layer.parent != group)
            continue;
        if (layer.isGroup)
            layGroupOver(painter, state, layer, area);
        else
            layOver(painter, layer, area);
    }
}

QImage composited(const DocumentState& state, const QRect& area, std::initializer_list<const Layer*> above)
{
    QImage result(area.size(), QImage::Format_ARGB32_Premultiplied);
    result.fill(0);
    QPainter painter(&result);
    painter.translate(-area.topLeft());
    painter.setClipRect(area & state.area());
    layAllOver(painter, state, 0, area & state.area());
    for (const Layer* layer : above)
        if (layer)
            layOver(painter, *layer, area & state.area());
    return result;
}

} // namespace

QImage composited(const DocumentState& state, const QRect& area) { return composited(state, area, {}); }

QImage compositedWithGuides(const DocumentState& state, const QRect& area)
{
    return composited(
        state, area, {state.depth ? &*state.depth : nullptr, state.sketch ? &*state.sketch : nullptr});
}

} // namespace tarn::studio
