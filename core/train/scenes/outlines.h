#pragma once

#include "frame.h"

namespace tarn::scenes {

/// How strongly a pixel of the frame belongs to an outline, 0 ... 1: edges of depth, of what is shown, and folds
/// of the ground.
std::vector<float> outlines(const Frame& frame);

} // namespace tarn::scenes
