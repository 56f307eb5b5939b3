#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

/// Layers as functions: a place in the checkpoint and a tensor in, a tensor out. Each checks the shape of its
/// weight against its input and throws ModelError naming the tensor, also on the meta device, where nothing is
/// computed: so a dry run over `Checkpoint::shapes` finds a wrong network before a byte of it is read.
namespace tarn {

/// x [..., in], weight [out, in], optional bias [out] -> [..., out]
at::Tensor linear(const Weights& w, const at::Tensor& x);

/// x [N, in, H, W], weight [out, in, k, k], optional bias [out] -> [N, out, H', W']; zero padding on all sides.
at::Tensor conv(const Weights& w, const at::Tensor& x, int stride, int padding);
inline at::Tensor conv1x1(const Weights& w, const at::Tensor& x) { return conv(w, x, 1, 0); }
inline at::Tensor conv3x3(const Weights& w, const at::Tensor& x) { return conv(w, x, 1, 1); }

/// at::relu, which has no kernel for tensors without storage.
inline at::Tensor rectified(const at::Tensor& x) { return x.clamp_min(0); }

/// x [N, C, ...] normalised over each of `groups` groups of channels; statistics in fp32 (Wu and He 2018).
at::Tensor groupNorm(const Weights& w, const at::Tensor& x, int groups, double eps);
/// silu(groupNorm(…)); a network that learns on a CPU goes over the picture once for both.
at::Tensor siluOfGroupNorm(const Weights& w, const at::Tensor& x, int groups, double eps);

/// x [..., C] normalised over its last axis; statistics in fp32 (Ba et al. 2016).
at::Tensor layerNorm(const Weights& w, const at::Tensor& x, double eps);

/// ids [...] int64 -> [..., width]. Throws ModelError when an id lies outside the table.
at::Tensor embedding(const Weights& w, const at::Tensor& ids);

/// x * sigmoid(1.702 x), as OpenAI's CLIP uses it. (silu and gelu are ATen's, found through their argument.)
at::Tensor quickGelu(const at::Tensor& x);

/// x [N, C, H, W] -> [N, C, height, width] by nearest neighbour.
at::Tensor resizeNearest(const at::Tensor& x, std::int64_t height, std::int64_t width);

} // namespace tarn
