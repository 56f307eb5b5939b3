#pragma once

#include "frame.h"

namespace tarn::scenes {

/// Redraws frame.colour (display values 0 ... 1 after the tone curve) in the scene's style; `lines` as `outlines`
/// gives.
void applyStyle(Frame& frame, const Scene& scene, const std::vector<float>& lines);

} // namespace tarn::scenes
