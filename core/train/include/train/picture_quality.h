#pragma once

#include <ATen/core/Tensor.h>

namespace tarn {

/// Peak signal to noise of each picture, in dB: 10 log10(4 / mean squared difference), at most 120. a, b
/// [N, C, H, W] in -1 … 1 -> [N] fp32.
at::Tensor signalToNoise(const at::Tensor& a, const at::Tensor& b);

/// Structural similarity of each picture, at most 1 (Wang et al. 2004, "Image quality assessment: from error
/// visibility to structural similarity", eq. 13), over windows of 7x7 equally weighted pixels with sample
/// covariances, the mean over windows and channels, as scikit-image takes it. a, b [N, C, H, W] in -1 … 1, H and W
/// at least 7 -> [N] fp32.
at::Tensor structuralSimilarity(const at::Tensor& a, const at::Tensor& b);

} // namespace tarn
