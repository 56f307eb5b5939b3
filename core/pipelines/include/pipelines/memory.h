#pragma once

#include <pipelines/diffusion_model.h>

#include <cstdint>

namespace tarn {

/// Bytes that the program takes at its peak for one picture of this size, `parameters` weights included: an
/// estimate from the widths of the networks, meant to be above what is needed.
std::uint64_t estimateMemory(const DiffusionModel::Blueprint& blueprint, std::int64_t parameters,
    at::ScalarType dtype, int width, int height);

/// Bytes this process may still take: what the system has available, within its control group's limit.
std::uint64_t availableMemory();

/// Throws StudioError with both numbers when `needed` exceeds what is available.
void requireMemory(std::uint64_t needed, int width, int height);

} // namespace tarn
