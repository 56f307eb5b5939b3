#pragma once

#include "maths.h"

namespace tarn::scenes {

/// Gradient noise after Perlin 2002: about -1 ... 1, zero on whole numbers, features one unit wide.
Four noise(Four x, Four y);
inline float noise(float x, float y) { return noise(four(x), four(y))[0]; }

/// Value and slope of value noise: value -1 ... 1. For sums that are damped by their own slope.
struct SlopedNoise {
    Four value, dx, dy;
};
SlopedNoise slopedNoise(Four x, Four y);

/// Sum of `octaves` noises, each twice as fine (turned, so that no grid shows) and `gain` times as strong; about
/// -1 ... 1.
Four layeredNoise(Four x, Four y, int octaves, float gain = 0.5f);

/// Sharp ridges, 0 ... about 1: layers of 1 - |noise|, finer ones stronger on ridges (Musgrave's ridged
/// multifractal).
Four ridgedNoise(Four x, Four y, int octaves);

/// Mountains as weather leaves them, about -1 ... 1: layers are weaker where the sum is steep already (Quilez
/// 2008, "value noise derivatives").
Four erodedNoise(Four x, Four y, int octaves);

/// Round heaps with sharp valleys, 0 ... about 1: |noise| in layers. Clouds and foliage.
Four billowNoise(Four x, Four y, int octaves);

} // namespace tarn::scenes
