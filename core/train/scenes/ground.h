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

    float height(float x, float z) const;

    struct Cover {
        Colour albedo;
        Surface surface;
    };
    Cover cover(Vec3 place, Vec3 normal) const;

    const Site& site() const { return m_site; }
    /// Middle of the river at z, and half its width.
    float riverX(float z) const;
    float riverHalf(float z) const { return 0.55f + 0.035f * z; }
    float fallX() const { return m_fallX; }
    float fallZ() const { return m_wallZ; }
    float fallHeight() const { return m_wallHeight; }

private:
    float landHeight(float x, float z) const;
    float carved(float h, float x, float z) const;
    float withSite(float h, float x, float z) const;
    Colour grass(float x, float z, float fine) const;

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
