#pragma once

#include "maths.h"
#include "random.h"

#include <scenes/painter.h>
#include <scenes/scene.h>

namespace tarn::scenes {

/// Where a scene's thing stands, in world units.
struct Site {
    float x = 0, y = 0, z = 0; ///< of the middle of its foot
    float height = 0; ///< of the thing
};

/// The land of a scene: its height anywhere, and what covers it. Water is where the height is below 0.
class Ground {
public:
    explicit Ground(const Scene& scene, float aspect);

    Four height(Four x, Four z) const;
    float height(float x, float z) const { return height(four(x), four(z))[0]; }

    struct Cover {
        FourColours albedo;
        FourInts surface;
    };
    Cover cover(const FourVec3& place, const FourVec3& normal) const;

    const Site& site() const { return m_site; }
    /// Middle of the river at z, and half its width.
    Four riverX(Four z) const;
    template <typename N> N riverHalf(N z) const { return 0.55f + 0.035f * z; }
    float fallX() const { return m_fallX; }
    float fallZ() const { return m_wallZ; }
    float fallHeight() const { return m_wallHeight; }

private:
    static constexpr float noSnow = 99; ///< a snow line that no land reaches

    Four landHeight(Four x, Four z) const;
    Four carved(Four h, Four x, Four z) const;
    Four withSite(Four h, Four x, Four z) const;
    FourColours grass(Four x, Four z, Four fine) const;
    /// Crops in stripes and patches, parted by hedges; x and z are the noise's.
    FourColours fields(const FourColours& grass, Four x, Four z, Four distance, Four fine) const;

    const Scene& m_scene;
    float m_offX, m_offZ, m_scale, m_peak, m_peakX, m_peakZ, m_peakWide, m_start, m_valley, m_side, m_shore,
        m_bend;
    float m_lakeX, m_lakeZ, m_lakeWide, m_lakeDeep, m_riverStart, m_riverSwing, m_riverTurns, m_riverPhase,
        m_riverShift = 0;
    float m_wallZ = 0, m_wallHeight = 0, m_fallX = 0;
    struct Island {
        float x, z, radius, height;
    };
    Island m_islands[5];
    Site m_site;
    Colour m_grass, m_dry, m_rock, m_sand;
    float m_snowLine;
};

} // namespace tarn::scenes
