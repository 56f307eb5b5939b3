#pragma once

#include <ATen/core/Tensor.h>

namespace tarn {

/// Whether `trainedNorm` takes x: a channels-last picture of fp32 or bf16 on the CPU, outside of inference mode.
bool takesTrainedNorm(const at::Tensor& x);

/// group_norm with its derivative, and with SiLU behind it for `silu`, in one pass over x each way.
/// x [N, C, H, W]; weight, bias [C] of its type -> [N, C, H, W]
at::Tensor trainedNorm(
    const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, int groups, double eps, bool silu);

} // namespace tarn
