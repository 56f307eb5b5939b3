#pragma once

#include <pipelines/diffusion_model.h>
#include <protocol/generate_request.h>

#include <cstdint>

namespace tarn {

/// What one picture takes memory for, beside the program.
struct MemoryNeed {
    std::uint64_t weights = 0; ///< bytes of all networks: the model, ControlNets, the depth estimator
    at::ScalarType dtype = at::kFloat;
    int width = 0, height = 0; ///< pixels that the networks work on
    int controls = 0; ///< ControlNets that act at once
    int tile = 0; ///< side of the VAE's tiles; 0: the picture as a whole
};

/// How many numbers the networks of a request hold.
struct NetworkParameters {
    std::uint64_t drawing = 0; ///< the model without its depth estimator, and each ControlNet once
    std::uint64_t estimator = 0; ///< the model's depth estimator, which computes in fp32
};

/// What drawing `request` at `width` x `height` takes. Throws UsageError for a dtype that there is not.
MemoryNeed needOf(const DiffusionModel::Blueprint& blueprint, const GenerateRequest& request, int width,
    int height, const NetworkParameters& parameters);

/// Bytes that the program takes at its peak for one picture: an estimate from the widths of the networks, meant to
/// be above what is needed.
std::uint64_t estimateMemory(const DiffusionModel::Blueprint& blueprint, const MemoryNeed& need);

/// Bytes of the program itself in an estimate.
std::uint64_t programMemory();

/// Bytes this process may still take on a device: what the system has available, within its control group's limit,
/// or what is free on a card.
std::uint64_t availableMemory(at::Device device = at::kCPU);

/// The side of the VAE's tiles to try where memory ran out at `tile`, which is 0 for none.
int smallerTile(const VaeShape& vae, int tile);

/// The side of the VAE's tiles with which a picture fits into `available` bytes: that of `need`, where one is
/// given, else 0 where it fits whole, else the VAE's own. Throws StudioError with both numbers where it does not
/// fit in tiles either.
int fittingTile(const DiffusionModel::Blueprint& blueprint, MemoryNeed need, std::uint64_t available);

} // namespace tarn
