#pragma once

#include "maths.h"
#include "view.h"

#include <scenes/painter.h>

#include <vector>

namespace tarn::scenes {

inline constexpr float skyDistance = 1e6f;
inline constexpr float nearest = 1.0f, farthest = 90.0f; ///< of what stands on the ground

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

    /// Puts a solid pixel there if nothing nearer is.
    bool put(int x, int y, float z, Surface what, Colour colourThere, Vec3 normalThere, float glowThere = 0)
    {
        if (x < 0 || y < 0 || x >= view.width || y >= view.height)
            return false;
        const std::size_t i = at(x, y);
        if (distance[i] < z)
            return false;
        distance[i] = z;
        surface[i] = what;
        albedo[i] = colourThere;
        normal[i] = normalThere;
        glow[i] = glowThere;
        sunlit[i] = 1;
        return true;
    }
};

} // namespace tarn::scenes
