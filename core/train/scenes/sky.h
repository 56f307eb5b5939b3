#pragma once

#include "frame.h"
#include "light.h"

namespace tarn::scenes {

/// Where the sun or moon stands, in pixels of the frame (it may lie outside).
struct SunSpot {
    float column, row;
    template <typename X, typename Y> auto distance(X x, Y y, float side) const
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

    /// Linear light at four pixels; rows may be negative.
    FourColours at(Four x, Four y) const;
    void draw(Frame& frame) const;

private:
    /// Of the sun's or the moon's disc, in units of the frame's shorter side.
    float discRadius() const { return m_scene.time == TimeOfDay::night ? 0.042f : 0.036f; }
    FourColours clouds(const FourColours& behind, Four x, Four y, Four fromSun) const;
    void drawStars(Frame& frame) const;

    const Scene& m_scene;
    const Light& m_light;
    View m_view;
    SunSpot m_sun;
    float m_offX, m_offZ;
};

} // namespace tarn::scenes
