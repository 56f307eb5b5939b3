#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

/// Layers of image backbones, as functions (nn/layers.h).
namespace tarn {

/// A tensor that is no layer's weight, of the shape `expected`. Throws ModelError naming it.
at::Tensor parameter(const Weights& w, std::string_view name, at::IntArrayRef expected);

/// conv without bias whose kernels are first brought to mean 0 and variance 1 over each output channel (Qiao et
/// al. 2019, eps 1e-8), padded with zeros so that sides shrink by `stride` exactly, rounded up: the uneven pixel
/// of padding is at the right and below. x [N, in, H, W] -> [N, out, ceil(H / stride), ceil(W / stride)]
at::Tensor convStandardized(const Weights& w, const at::Tensor& x, int stride);

/// Largest of 3x3 in steps of 2, padded in the same way. x [N, C, H, W] >= 0.
at::Tensor maxPoolSame(const at::Tensor& x);

/// x [N, C, H, W] -> [N, C, height, width] between pixels; with `cornersMeet` the outermost pixels' centres stay
/// where they are, else the outermost pixels' edges.
at::Tensor resizeBilinear(const at::Tensor& x, std::int64_t height, std::int64_t width, bool cornersMeet);

} // namespace tarn
