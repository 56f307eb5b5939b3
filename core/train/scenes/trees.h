#pragma once

#include "frame.h"
#include "ground.h"
#include "light.h"
#include "terrain.h"

namespace tarn::scenes {

/// Trees, palms, bushes and the grass in front, standing on the ground.
void drawPlants(
    Frame& frame, const Scene& scene, const Ground& ground, const HeightGrid& grid, const Light& light);

} // namespace tarn::scenes
