#pragma once

#include <span>

namespace tarn {

/// Steps that lead through all of `sigmas`, which has at least one.
inline int stepCount(std::span<const double> sigmas) { return int(sigmas.size()) - 1; }

} // namespace tarn
