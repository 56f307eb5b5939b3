#pragma once

#include "frame.h"

namespace tarn::scenes {

/// Rain and snow in the air, over the finished light.
void drawWeather(Frame& frame, const Scene& scene);

} // namespace tarn::scenes
