#pragma once

#include "maths.h"

namespace tarn::scenes {

/// Gradient noise after Perlin 2002: about -1 ... 1, zero on whole numbers, features one unit wide.
float noise(float x, float y);

/// Value and slope of value noise: value -1 ... 1. For sums that are damped by their own slope.
struct SlopedNoise {
    float value, dx, dy;
};
SlopedNoise slopedNoise(float x, float y);

/// Sum of `octaves` noises, each twice as fine (turned, so that no grid shows) and `gain` times as strong; about
/// -1 ... 1.
float layeredNoise(float x, float y, int octaves, float gain = 0.5f);

/// Sharp ridges, 0 ... about 1: layers of 1 - |noise|, finer ones stronger on ridges (Musgrave's ridged
/// multifractal).
float ridgedNoise(float x, float y, int octaves);

/// Mountains as weather leaves them, about -1 ... 1: layers are weaker where the sum is steep already (Quilez
/// 2008, "value noise derivatives").
float erodedNoise(float x, float y, int octaves);

/// Round heaps with sharp valleys, 0 ... about 1: |noise| in layers. Clouds and foliage.
float billowNoise(float x, float y, int octaves);

} // namespace tarn::scenes
