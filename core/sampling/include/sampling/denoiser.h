#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace tarn {

/// The denoised picture predicted from `x` [N, C, H, W] at noise level `sigma`; x is VE-scaled: x = x0 + sigma *
/// noise.
using Denoiser = std::function<at::Tensor(const at::Tensor& x, double sigma)>;

/// What a sampler reports. `x` is the state that the step starts from, `denoised` the prediction made there.
struct Step {
    int index;
    int count;
    double sigma;
    at::Tensor x;
    at::Tensor denoised;
};
using StepObserver = std::function<void(const Step&)>;

} // namespace tarn
