#pragma once

#include "frame.h"
#include "light.h"
#include "sky.h"

namespace tarn::scenes {

/// Gives everything but sky and water its light, and puts the air before it.
void shade(Frame& frame, const Light& light, const SunSpot& sun);

} // namespace tarn::scenes
