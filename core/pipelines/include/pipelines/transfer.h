#pragma once

#include <models/unet.h>
#include <weights/compute.h>

#include <ATen/core/Tensor.h>

namespace tarn {

// The way into networks and out again. Between their calls, what a sampler keeps is fp32 on the CPU: latents are
// small, and the same seed gives the same noise whatever the networks compute on.

/// A picture or latents [N, C, H, W], as networks of `compute` take them: channels-last.
at::Tensor onto(const Compute& compute, const at::Tensor& x);
/// All but the residuals, which are there already.
UNetInput onto(const Compute& compute, const UNetInput& input);
/// fp32 on the CPU, dense.
at::Tensor toHost(const at::Tensor& x);

} // namespace tarn
