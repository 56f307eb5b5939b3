#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <map>
#include <memory>
#include <string>

namespace tarn {

/// Standard-normal draws for a sampler. The K-th call gives the K-th draw, whatever came between.
class NoiseSource {
public:
    virtual ~NoiseSource() = default;
    /// Noise of the shape of `like`, fp32 on the CPU generator, for the way from `sigma` down to `next`.
    virtual at::Tensor draw(const at::Tensor& like, double sigma, double next) = 0;
};

} // namespace tarn
