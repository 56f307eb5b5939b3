#pragma once

#include "maths.h"

#include <scenes/scene.h>

namespace tarn::scenes {

/// The light of a scene: what the sun (or moon) and the sky send, and what the air adds.
struct Light {
    Colour zenith, middle, horizon; ///< of the sky
    Colour sun, ambient, glow; ///< glow: about the sun's place in the sky
    Vec3 toSun; ///< for shading; turned aside when the sun is in view, so that slopes show their form
    Vec3 sunPlace; ///< true direction
    Colour cloudLit, cloudDark;
    float haze = 0, mist = 0;
    bool dull = false; ///< fog, rain or snowfall

    explicit Light(const Scene& scene);

    /// Sky without clouds at `up` (0 at the horizon, 1 at 45 degrees and above), `fromSun` the distance to the
    /// sun's place in units of the frame's shorter side.
    FourColours sky(Four up, Four fromSun) const;
    /// What is seen of `colour` through the air over distance z at height y.
    FourColours throughAir(const FourColours& colour, Four z, Four y, Four fromSun) const;
};

} // namespace tarn::scenes
