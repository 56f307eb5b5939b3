#pragma once

#include "maths.h"
#include "view.h"

#include <scenes/painter.h>

#include <vector>

namespace tarn::scenes {

inline constexpr float skyDistance = 1e6f;
inline constexpr float nearest = 1.0f, farthest = 90.0f; ///< of what stands on the ground

/// Where four pixels stand in the fields of a frame.
struct FourPlaces {
    std::size_t index[4]{};

    FourPlaces() = default;
    explicit FourPlaces(FourInts i)
        : index{std::size_t(i[0]), std::size_t(i[1]), std::size_t(i[2]), std::size_t(i[3])}
    {
    }

    Four of(const std::vector<float>& field) const
    {
        return Four{field[index[0]], field[index[1]], field[index[2]], field[index[3]]};
    }
    FourVec3 of(const std::vector<Vec3>& field) const
    {
        return gathered(field[index[0]], field[index[1]], field[index[2]], field[index[3]]);
    }
    /// A mask of those for whose surface `test` holds.
    template <typename Test> FourInts where(const std::vector<Surface>& surface, const Test& test) const
    {
        const auto at = [&](int k) { return test(surface[index[k]]) ? -1 : 0; };
        return FourInts{at(0), at(1), at(2), at(3)};
    }
    void put(std::vector<float>& field, Four v) const
    {
        for (int k = 0; k < 4; ++k)
            field[index[k]] = v[k];
    }
    void put(std::vector<Vec3>& field, const FourVec3& v) const
    {
        for (int k = 0; k < 4; ++k)
            field[index[k]] = single(v, k);
    }
};

/// What is known of each pixel before it has light, and the light. Twice as fine as the picture in both
/// directions.
struct Frame {
    View view;
    std::vector<Colour> albedo, colour;
    std::vector<Vec3> normal;
    std::vector<float> distance; ///< z; skyDistance in the sky
    std::vector<float> sunlit; ///< share of the sun that is not in shadow
    std::vector<float> glow; ///< light of its own: windows, lamps
    std::vector<Surface> surface;

    explicit Frame(const View& v)
        : view(v)
    {
        const std::size_t size = std::size_t(v.width) * std::size_t(v.height);
        albedo.resize(size);
        colour.resize(size);
        normal.resize(size, {0, 1, 0});
        distance.resize(size, skyDistance);
        sunlit.resize(size, 1);
        glow.resize(size, 0);
        surface.resize(size, Surface::sky);
    }

    std::size_t at(int x, int y) const { return std::size_t(y) * std::size_t(view.width) + std::size_t(x); }
    FourPlaces at(FourInts x, FourInts y) const { return FourPlaces(y * view.width + x); }

    /// Whether something at distance z is seen there.
    bool shows(int x, int y, float z) const
    {
        return x >= 0 && y >= 0 && x < view.width && y < view.height && !(distance[at(x, y)] < z);
    }

    /// Puts a solid pixel there if nothing nearer is.
    bool put(int x, int y, float z, Surface what, Colour colourThere, Vec3 normalThere, float glowThere = 0)
    {
        if (!shows(x, y, z))
            return false;
        const std::size_t i = at(x, y);
        distance[i] = z;
        surface[i] = what;
        albedo[i] = colourThere;
        normal[i] = normalThere;
        glow[i] = glowThere;
        sunlit[i] = 1;
        return true;
    }
};

/// Four pixels of a frame, some of which may be the same.
struct FourPixels : FourPlaces {
    FourInts column{}, row{};

    Four x() const { return toFloats(column); }
    Four y() const { return toFloats(row); }
};

/// Gathers pixels and calls `draw(FourPixels)` for each four of them; where it ends, with the last pixel repeated
/// until they are four, which must not change what is drawn.
template <typename Draw> class Fours {
public:
    Fours(const Frame& frame, const Draw& draw)
        : m_frame(frame)
        , m_draw(draw)
    {
    }
    Fours(const Fours&) = delete;
    ~Fours()
    {
        if (m_count == 0)
            return;
        const int last = m_count - 1;
        while (m_count != 0)
            add(m_pixels.column[last], m_pixels.row[last]);
    }
    void add(int x, int y)
    {
        m_pixels.column[m_count] = x;
        m_pixels.row[m_count] = y;
        m_pixels.index[m_count] = m_frame.at(x, y);
        if (++m_count < 4)
            return;
        m_count = 0;
        m_draw(m_pixels);
    }

private:
    const Frame& m_frame;
    const Draw& m_draw;
    FourPixels m_pixels{};
    int m_count = 0;
};

/// Calls `draw(FourPixels)` for all pixels whose surface `wanted` picks, row by row.
template <typename Wanted, typename Draw> void eachFour(const Frame& frame, const Wanted& wanted, const Draw& draw)
{
    Fours fours(frame, draw);
    for (int y = 0; y < frame.view.height; ++y)
        for (int x = 0; x < frame.view.width; ++x)
            if (wanted(frame.surface[frame.at(x, y)]))
                fours.add(x, y);
}

} // namespace tarn::scenes
