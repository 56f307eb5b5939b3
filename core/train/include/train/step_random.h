#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tarn {

/// The random numbers of one step. They follow from (seed, step, purpose) alone, so that a run that is resumed at
/// a step draws what the uninterrupted one drew, and there is no generator's state to keep.
class StepRandom {
public:
    StepRandom(std::uint64_t seed, std::uint64_t step, std::uint64_t purpose = 0);

    /// Standard-normal fp32 of `shape`.
    at::Tensor normal(at::IntArrayRef shape);
    /// Uniform in 0 … 1 (1 excluded), fp32 of `shape`.
    at::Tensor uniform(at::IntArrayRef shape);
    /// A random order of 0 … count - 1, int64.
    at::Tensor permutation(std::int64_t count);

private:
    at::Generator m_generator;
};

/// Well-mixed 64 bits of `value` (splitmix64, Steele et al. 2014).
std::uint64_t mixedBits(std::uint64_t value);

} // namespace tarn
