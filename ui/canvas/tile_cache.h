#pragma once

#include <document/document_state.h>

#include <QElapsedTimer>

namespace tarn::studio {

/// What the layers look like together, composed tile by tile when it is first seen and kept; of what changes only
/// that part is composed anew. For views from afar in halved sizes.
class TileCache {
public:
    static constexpr int maxLevel = 6;

    /// `region`, in pixels of the document, looks different now.
    void invalidate(const QRegion& region);
    void clear() { m_tiles.clear(); }

    /// Draws `area` of the document, `painter` being in its pixels, at about `scale` pixels of the device for one.
    /// Composes for at most `milliseconds`; false when something is still missing.
    bool draw(QPainter& painter, const DocumentState& state, const QRect& area, double scale, int milliseconds);

private:
    struct Key {
        int level;
        QPoint index;
        bool operator==(const Key&) const = default;
        friend size_t qHash(const Key& key, size_t seed)
        {
            return qHashMulti(seed, key.level, key.index.x(), key.index.y());
        }
    };
    struct Tile {
        QImage picture;
        QRect stale; ///< in pixels of the document
    };

    /// Stale in part when the time is up; null when there is none at all then. Until the next call.
    const Tile* tile(const DocumentState& state, Key key);
    bool isTimeUp() const { return m_time.elapsed() >= m_budget; }
    /// Brings `part` of the tile, in pixels of the document, up to date; false when some of it is still missing.
    bool compose(QImage& picture, const DocumentState& state, Key key, const QRect& part);

    QHash<Key, Tile> m_tiles;
    QElapsedTimer m_time;
    int m_budget = 0;
};

} // namespace tarn::studio
