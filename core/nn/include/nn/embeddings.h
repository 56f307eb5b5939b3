#pragma once

#include <ATen/core/Tensor.h>

namespace tarn {

/// Sinusoidal embedding of time steps, Ho et al. 2020: cosines first, then sines, with
/// frequencies 10000^(-i / (width / 2)). t [N] -> [N, width], fp32; an odd width ends in a zero.
at::Tensor timestepEmbedding(const at::Tensor& t, std::int64_t width);

} // namespace tarn
