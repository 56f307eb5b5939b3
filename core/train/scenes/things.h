#pragma once

#include "frame.h"
#include "ground.h"
#include "light.h"

namespace tarn::scenes {

/// Builds the scene's thing (and a waterfall) and draws it where it stands.
void drawThing(Frame& frame, const Scene& scene, const Ground& ground, const Light& light);
void drawWaterfall(Frame& frame, const Scene& scene, const Ground& ground);

} // namespace tarn::scenes
