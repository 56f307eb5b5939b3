#pragma once

#include "frame.h"

namespace tarn::scenes {

/// Linear light becomes display values 0 ... 1: highlights roll off, colours keep their hue.
void developFrame(Frame& frame);

/// Averages two by two pixels of the frame into the picture, its depth, labels and sketch.
PaintedScene finished(const Frame& frame, const std::vector<float>& lines, int width, int height);

} // namespace tarn::scenes
