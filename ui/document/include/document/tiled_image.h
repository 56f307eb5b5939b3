#pragma once

#include <QHash>
#include <QImage>
#include <QPainter>
#include <QRegion>
#include <functional>

namespace tarn::studio {

/// A picture without borders, kept in tiles that hold only what was painted. A copy shares the tiles of its
/// original until one of them is painted on, so copies for undo and saving are cheap.
class TiledImage {
public:
    static constexpr int tileSide = 256; ///< pixels
    static QRect tileArea(QPoint index) { return {index * tileSide, QSize(tileSide, tileSide)}; }
    /// The indices of the tiles that `area` touches: left, top, and how many.
    static QRect tilesOf(const QRect& area);

    /// Format_ARGB32_Premultiplied for colours, Format_Alpha8 for a mask.
    explicit TiledImage(QImage::Format format = QImage::Format_ARGB32_Premultiplied)
        : m_format(format)
    {
    }

    QImage::Format format() const { return m_format; }
    bool isEmpty() const { return m_tiles.isEmpty(); }
    /// A null image where nothing was painted.
    QImage tile(QPoint index) const { return m_tiles.value(index); }
    const QHash<QPoint, QImage>& tiles() const { return m_tiles; }

    /// The smallest rectangle around every pixel that is not fully transparent.
    QRect bounds() const;
    /// The pixels of `area`, transparent where there are none.
    QImage copied(const QRect& area) const;
    /// Replaces the pixels under `picture`, transparent ones too.
    void replace(QPoint at, const QImage& picture);
    /// Calls `draw` for each tile of `area` with a painter in the picture's own coordinates, clipped to the area.
    void paint(const QRect& area, const std::function<void(QPainter&)>& draw);
    /// Moves every pixel.
    void shift(QPoint offset);
    void clear() { m_tiles.clear(); }
    /// Drops tiles in which nothing is left.
    void prune(const QRect& area);

    std::size_t bytes() const;
    /// The bytes of tiles that are not shared with `other`.
    std::size_t bytesBeside(const TiledImage& other) const;
    /// Where the two differ: in each tile the smallest rectangle around every changed pixel, all of a tile that
    /// only one of them has.
    QRegion changedFrom(const TiledImage& other) const;
    /// Pixel for pixel.
    bool operator==(const TiledImage& other) const;

private:
    QImage& tileForWriting(QPoint index);

    QImage::Format m_format;
    QHash<QPoint, QImage> m_tiles;
};

} // namespace tarn::studio
