#include "tile_cache.h"

#include <document/composite.h>

#include <cmath>
#include <utility>

namespace tarn::studio {
namespace {

constexpr int side = TiledImage::tileSide;

QRect areaOf(int level, QPoint index) { return {index * (side << level), QSize(side << level, side << level)}; }

} // namespace

void TileCache::invalidate(const QRegion& region)
{
    for (auto tile = m_tiles.begin(); tile != m_tiles.end(); ++tile)
        tile->stale |= (region & areaOf(tile.key().level, tile.key().index)).boundingRect();
}

const TileCache::Tile* TileCache::tile(const DocumentState& state, Key key)
{
    const auto found = m_tiles.find(key);
    if (found != m_tiles.end() && (found->stale.isEmpty() || isTimeUp()))
        return &*found;
    if (isTimeUp())
        return nullptr;
    Tile made;
    if (found != m_tiles.end()) {
        made = std::exchange(*found, {}); // not shared while it is painted on
    } else {
        made.picture = QImage(side, side, QImage::Format_ARGB32_Premultiplied);
        made.picture.fill(0);
        made.stale = areaOf(key.level, key.index);
    }
    if (compose(made.picture, state, key, made.stale))
        made.stale = {};
    return &(m_tiles[key] = std::move(made));
}

bool TileCache::compose(QImage& picture, const DocumentState& state, Key key, const QRect& part)
{
    const auto lay = [&picture](QPoint at, const QImage& piece) {
        QPainter painter(&picture);
        painter.setCompositionMode(QPainter::CompositionMode_Source);
        painter.drawImage(at, piece);
    };
    if (key.level == 0) {
        lay(part.topLeft() - key.index * side, compositedWithGuides(state, part));
        return true;
    }
    bool all = true;
    for (const QPoint quarter : {QPoint(0, 0), QPoint(1, 0), QPoint(0, 1), QPoint(1, 1)}) {
        const Key below{key.level - 1, key.index * 2 + quarter};
        const QRect seen = part & areaOf(below.level, below.index);
        if (!seen.intersects(state.area()))
            continue;
        const Tile* tile = this->tile(state, below);
        all = all && tile && tile->stale.isEmpty();
        if (!tile)
            continue;
        // Of four of its pixels each one is made, also of those that the part only touches.
        const QRect inside = seen.translated(-areaOf(below.level, below.index).topLeft());
        const int step = 2 << below.level;
        const QRect half(QPoint(inside.left() / step, inside.top() / step),
            QPoint(inside.right() / step, inside.bottom() / step));
        const QImage whole = tile->picture.copy({half.topLeft() * 2, half.size() * 2});
        lay(quarter * (side / 2) + half.topLeft(),
            whole.scaled(half.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    }
    return all;
}

bool TileCache::draw(
    QPainter& painter, const DocumentState& state, const QRect& area, double scale, int milliseconds)
{
    m_time.start();
    m_budget = milliseconds;
    const int level = std::clamp(int(std::floor(-std::log2(scale) + 0.01)), 0, maxLevel);
    const int span = side << level;
    const QRect visible = area & state.area();
    if (visible.isEmpty())
        return true;
    const auto floorDiv = [&](int value) { return int(std::floor(double(value) / span)); };
    bool all = true;
    for (int y = floorDiv(visible.top()); y <= floorDiv(visible.bottom()); ++y)
        for (int x = floorDiv(visible.left()); x <= floorDiv(visible.right()); ++x) {
            const Tile* tile = this->tile(state, {level, {x, y}});
            all = all && tile && tile->stale.isEmpty();
            if (tile)
                painter.drawImage(QRectF(areaOf(level, {x, y})), tile->picture, QRectF(0, 0, side, side));
        }
    return all;
}

} // namespace tarn::studio
