#pragma once

#include <image/image.h>

#include <ATen/core/Tensor.h>

namespace tarn {

/// Any picture -> its colours as [1, 3, H, W] fp32, 0 … 1; grey is repeated, alpha is left out.
at::Tensor toTensor(const Image& picture);

/// [1, 3, H, W] 0 … 1 -> 8-bit RGB, rounded to the nearest level.
Image toImage(const at::Tensor& picture);

/// [1, C, H, W] with its right and lower edge pixels repeated until both sides are multiples of `multiple`.
at::Tensor paddedToMultiple(const at::Tensor& picture, int multiple);

} // namespace tarn
