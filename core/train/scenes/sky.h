#pragma once

#include "frame.h"
#include "light.h"

namespace tarn::scenes {

/// Where the sun or moon stands, in pixels of the frame (it may lie outside).
struct SunSpot {
    float column, row;
    float distance(float x, float y, float side) const
    {
        return root(squared(x - column) + squared(y - row)) / side;
    }
};
SunSpot sunSpot(const Scene& scene, const View& view);

/// Sky, clouds, sun, moon and stars behind everything; rows of `frame` above the horizon, and a mirror image of
/// what lies above the frame is never needed: `skyAt` answers for any place.
class Sky {
public:
    Sky(const Scene& scene, const Light& light, const View& view);

    /// Linear light at a pixel; rows may be negative.
    Colour at(float x, float y) const;
    void draw(Frame& frame) const;

private:
    Colour clouds(Colour behind, float x, float y, float fromSun) const;
    void drawStars(Frame& frame) const;

    const Scene& m_scene;
    const Light& m_light;
    View m_view;
    SunSpot m_sun;
    float m_offX, m_offZ;
};

} // namespace tarn::scenes
