#include "tile_cache.h"

#include <document/composite.h>

#include <cmath>

namespace tarn::studio {
namespace {

constexpr int side = TiledImage::tileSide;

QRect areaOf(int level, QPoint index) { return {index * (side << level), QSize(side << level, side << level)}; }

} // namespace

void TileCache::invalidate(const QRegion& region)
{
    for (auto tile = m_tiles.begin(); tile != m_tiles.end(); ++tile)
        if (region.intersects(areaOf(tile.key().level, tile.key().index)))
            tile->stale = true;
}

const QImage* TileCache::tile(const DocumentState& state, Key key)
{
    const auto found = m_tiles.find(key);
    if (found != m_tiles.end() && !found->stale)
        return &found->picture;
    if (m_time.elapsed() >= m_budget) {
        m_missing = true;
        return found == m_tiles.end() ? nullptr : &found->picture;
    }
    const bool missed = m_missing;
    m_missing = false;
    QImage picture = key.level == 0 ? compositedWithGuides(state, areaOf(0, key.index)) : halved(state, key);
    Tile& made = m_tiles[key];
    made = {std::move(picture), m_missing};
    m_missing |= missed;
    return &made.picture;
}

QImage TileCache::halved(const DocumentState& state, Key key)
{
    QImage result(side, side, QImage::Format_ARGB32_Premultiplied);
    result.fill(0);
    for (const QPoint quarter : {QPoint(0, 0), QPoint(1, 0), QPoint(0, 1), QPoint(1, 1)}) {
        const Key below{key.level - 1, key.index * 2 + quarter};
        if (!areaOf(below.level, below.index).intersects(state.area()))
            continue;
        if (const QImage* tile = this->tile(state, below)) {
            const QImage half = tile->scaled(side / 2, side / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
            QPainter(&result).drawImage(quarter * (side / 2), half);
        }
    }
    return result;
}

bool TileCache::draw(
    QPainter& painter, const DocumentState& state, const QRect& area, double scale, int milliseconds)
{
    m_time.start();
    m_budget = milliseconds;
    m_missing = false;
    const int level = std::clamp(int(std::floor(-std::log2(scale) + 0.01)), 0, maxLevel);
    const int span = side << level;
    const QRect visible = area & state.area();
    if (visible.isEmpty())
        return true;
    const auto floorDiv = [&](int value) { return int(std::floor(double(value) / span)); };
    for (int y = floorDiv(visible.top()); y <= floorDiv(visible.bottom()); ++y)
        for (int x = floorDiv(visible.left()); x <= floorDiv(visible.right()); ++x)
            if (const QImage* picture = tile(state, {level, {x, y}}))
                painter.drawImage(QRectF(areaOf(level, {x, y})), *picture, QRectF(0, 0, side, side));
    return !m_missing;
}

} // namespace tarn::studio
