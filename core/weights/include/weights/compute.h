#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

namespace tarn {

/// What a network computes in, and on.
struct Compute {
    at::ScalarType dtype = at::kFloat; ///< fp32, bf16 or fp16
    at::Device device = at::kCPU;

    Compute() = default;
    Compute(at::ScalarType type, at::Device on = at::kCPU) // NOLINT: a type alone means the CPU
        : dtype(type)
        , device(on)
    {
    }
};

} // namespace tarn
