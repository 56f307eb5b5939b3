#pragma once

#include "frame.h"
#include "ground.h"
#include "sky.h"

namespace tarn::scenes {

/// Paints the water: a mirror of what stands above it, broken by waves; its own colour where one looks down into
/// it; foam at the shore and a path of light below the sun.
void drawWater(Frame& frame, const Scene& scene, const Ground& ground, const Sky& sky, const Light& light);

} // namespace tarn::scenes
