#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace tarn {

/// Philox4x32-10 (Salmon et al. 2011): four random words for a 64-bit key and a 128-bit counter, without state.
std::array<std::uint32_t, 4> philox(std::uint64_t key, std::array<std::uint32_t, 4> counter);

/// Standard-normal fp32 tensor on the CPU: the draw number `draw` of torch's CUDA generator seeded with `seed`, as
/// an endlessly large NVIDIA GPU would give it (one thread per element, Box-Muller of its first two words).
at::Tensor philoxNormal(std::uint64_t seed, std::uint32_t draw, at::IntArrayRef shape);

} // namespace tarn
