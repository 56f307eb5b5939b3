#include <document/tiled_image.h>

#include <cstring>

namespace tarn::studio {
namespace {

int floorDiv(int value, int by) { return value >= 0 ? value / by : -((-value + by - 1) / by); }

bool isBlank(const QImage& tile)
{
    const int bytes = tile.width() * tile.depth() / 8;
    for (int y = 0; y < tile.height(); ++y) {
        const uchar* line = tile.constScanLine(y);
        if (line[0] != 0 || std::memcmp(line, line + 1, std::size_t(bytes - 1)) != 0)
            return false;
    }
    return true;
}

/// The smallest rectangle around the pixels of a tile for which `counts(x, y)` holds. Rows that `mayCount` denies
/// are not looked at.
template <class Row, class Pixel> QRect boundsOf(const QImage& tile, Row mayCount, Pixel counts)
{
    int left = tile.width(), right = -1, top = -1, bottom = -1;
    for (int y = 0; y < tile.height(); ++y) {
        if (!mayCount(y))
            continue;
        int first = 0;
        while (first < tile.width() && !counts(first, y))
            ++first;
        if (first == tile.width())
            continue;
        int last = tile.width() - 1;
        while (!counts(last, y))
            --last;
        left = std::min(left, first);
        right = std::max(right, last);
        top = top < 0 ? y : top;
        bottom = y;
    }
    return right < 0 ? QRect() : QRect(QPoint(left, top), QPoint(right, bottom));
}

/// The rectangle of a tile's pixels that are not transparent, in the tile.
QRect contentOf(const QImage& tile)
{
    const auto isThere = [&](int x, int y) {
        return tile.depth() == 8 ? tile.constScanLine(y)[x] != 0
                                 : qAlpha(reinterpret_cast<const QRgb*>(tile.constScanLine(y))[x]) != 0;
    };
    return boundsOf(
        tile, [](int) { return true; }, isThere);
}

/// The rectangle of two tiles' pixels that are not the same, in the tile.
QRect differenceOf(const QImage& a, const QImage& b)
{
    const auto differ = [&](int x, int y, int count) {
        const int pixel = a.depth() / 8;
        return std::memcmp(
                   a.constScanLine(y) + x * pixel, b.constScanLine(y) + x * pixel, std::size_t(count * pixel))
            != 0;
    };
    return boundsOf(
        a, [&](int y) { return differ(0, y, a.width()); }, [&](int x, int y) { return differ(x, y, 1); });
}

} // namespace

QRect TiledImage::tilesOf(const QRect& area)
{
    if (area.isEmpty())
        return {};
    const QPoint first(floorDiv(area.left(), tileSide), floorDiv(area.top(), tileSide));
    const QPoint last(floorDiv(area.right(), tileSide), floorDiv(area.bottom(), tileSide));
    return {first, last};
}

QImage& TiledImage::tileForWriting(QPoint index)
{
    QImage& tile = m_tiles[index];
    if (tile.isNull()) {
        tile = QImage(tileSide, tileSide, m_format);
        tile.fill(0);
    }
    return tile;
}

QRect TiledImage::bounds() const
{
    QRect all;
    for (auto tile = m_tiles.begin(); tile != m_tiles.end(); ++tile)
        if (!all.contains(tileArea(tile.key())))
            if (const QRect content = contentOf(tile.value()); !content.isEmpty())
                all |= content.translated(tile.key() * tileSide);
    return all;
}

QImage TiledImage::copied(const QRect& area) const
{
    QImage result(area.size(), m_format);
    result.fill(0);
    const int pixel = result.depth() / 8;
    const QRect tiles = tilesOf(area);
    for (int ty = tiles.top(); ty <= tiles.bottom(); ++ty)
        for (int tx = tiles.left(); tx <= tiles.right(); ++tx) {
            const auto tile = m_tiles.find({tx, ty});
            if (tile == m_tiles.end())
                continue;
            const QRect inside = tileArea({tx, ty}) & area;
            for (int y = inside.top(); y <= inside.bottom(); ++y)
                std::memcpy(result.scanLine(y - area.top()) + (inside.left() - area.left()) * pixel,
                    tile->constScanLine(y - ty * tileSide) + (inside.left() - tx * tileSide) * pixel,
                    std::size_t(inside.width() * pixel));
        }
    return result;
}

void TiledImage::replace(QPoint at, const QImage& picture)
{
    const QImage source = picture.format() == m_format ? picture : picture.convertToFormat(m_format);
    const QRect area(at, source.size());
    const int pixel = source.depth() / 8;
    const QRect tiles = tilesOf(area);
    for (int ty = tiles.top(); ty <= tiles.bottom(); ++ty)
        for (int tx = tiles.left(); tx <= tiles.right(); ++tx) {
            const QRect inside = tileArea({tx, ty}) & area;
            QImage& tile = tileForWriting({tx, ty});
            for (int y = inside.top(); y <= inside.bottom(); ++y)
                std::memcpy(tile.scanLine(y - ty * tileSide) + (inside.left() - tx * tileSide) * pixel,
                    source.constScanLine(y - area.top()) + (inside.left() - area.left()) * pixel,
                    std::size_t(inside.width() * pixel));
        }
    prune(area);
}

void TiledImage::paint(const QRect& area, const std::function<void(QPainter&)>& draw)
{
    const QRect tiles = tilesOf(area);
    for (int ty = tiles.top(); ty <= tiles.bottom(); ++ty)
        for (int tx = tiles.left(); tx <= tiles.right(); ++tx) {
            QPainter painter(&tileForWriting({tx, ty}));
            painter.translate(-tx * tileSide, -ty * tileSide);
            painter.setClipRect(area);
            draw(painter);
        }
}

void TiledImage::shift(QPoint offset)
{
    const QRect area = bounds();
    if (area.isEmpty() || offset.isNull())
        return;
    const QImage picture = copied(area);
    clear();
    replace(area.topLeft() + offset, picture);
}

void TiledImage::prune(const QRect& area)
{
    const QRect tiles = tilesOf(area);
    for (int ty = tiles.top(); ty <= tiles.bottom(); ++ty)
        for (int tx = tiles.left(); tx <= tiles.right(); ++tx)
            if (const auto tile = m_tiles.constFind({tx, ty}); tile != m_tiles.constEnd() && isBlank(*tile))
                m_tiles.erase(tile);
}

std::size_t TiledImage::bytes() const
{
    return std::size_t(m_tiles.size()) * tileSide * tileSide
        * std::size_t(QImage::toPixelFormat(m_format).bitsPerPixel() / 8);
}

std::size_t TiledImage::bytesBeside(const TiledImage& other) const
{
    if (m_tiles.isSharedWith(other.m_tiles))
        return 0;
    std::size_t sum = 0;
    for (auto tile = m_tiles.begin(); tile != m_tiles.end(); ++tile)
        if (other.m_tiles.value(tile.key()).cacheKey() != tile->cacheKey())
            sum += std::size_t(tile->sizeInBytes());
    return sum;
}

QRegion TiledImage::changedFrom(const TiledImage& other) const
{
    QRegion region;
    if (m_tiles.isSharedWith(other.m_tiles))
        return region;
    for (auto tile = m_tiles.begin(); tile != m_tiles.end(); ++tile) {
        const QImage there = other.m_tiles.value(tile.key());
        if (there.isNull())
            region += tileArea(tile.key());
        else if (there.cacheKey() != tile->cacheKey())
            region += differenceOf(*tile, there).translated(tile.key() * tileSide);
    }
    for (auto tile = other.m_tiles.begin(); tile != other.m_tiles.end(); ++tile)
        if (!m_tiles.contains(tile.key()))
            region += tileArea(tile.key());
    return region;
}

bool TiledImage::operator==(const TiledImage& other) const
{
    if (m_format != other.m_format)
        return false;
    if (m_tiles.isSharedWith(other.m_tiles))
        return true;
    const auto covers = [](const TiledImage& one, const TiledImage& two) {
        for (auto tile = one.m_tiles.begin(); tile != one.m_tiles.end(); ++tile) {
            const QImage there = two.m_tiles.value(tile.key());
            if (there.isNull() ? !isBlank(*tile) : there.cacheKey() != tile->cacheKey() && there != *tile)
                return false;
        }
        return true;
    };
    return covers(*this, other) && covers(other, *this);
}

} // namespace tarn::studio
