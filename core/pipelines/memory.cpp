#include <base/error.h>
#include <nn/device.h>
#include <pipelines/depth_input.h>
#include <pipelines/memory.h>
#include <pipelines/networks.h>

#include <c10/core/ScalarType.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

namespace tarn {
namespace {

/// The number in a one-number file of a control group, or the largest where there is no limit.
std::uint64_t controlGroupNumber(const char* file)
{
    std::ifstream in(file);
    std::uint64_t number = 0;
    return in >> number ? number : std::numeric_limits<std::uint64_t>::max();
}

std::string gigabytes(std::uint64_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", double(bytes) / 1e9);
    return text;
}

} // namespace

MemoryNeed needOf(const DiffusionModel::Blueprint& blueprint, const GenerateRequest& request, int width,
    int height, const NetworkParameters& parameters)
{
    MemoryNeed need{0, dtypeOf(request.dtype), width, height, int(request.controls.size()), request.vaeTile};
    need.weights = parameters.drawing * c10::elementSize(need.dtype);
    if (needsEstimator(blueprint, request))
        need.weights += parameters.estimator * sizeof(float);
    return need;
}

std::uint64_t programMemory() { return 350'000'000; } // LibTorch itself, measured

std::uint64_t estimateMemory(const DiffusionModel::Blueprint& blueprint, const MemoryNeed& need)
{
    const std::uint64_t element = c10::elementSize(need.dtype);
    const std::uint64_t pixels = std::uint64_t(need.width) * std::uint64_t(need.height);
    const std::uint64_t latents = pixels / std::uint64_t(blueprint.vae.factor() * blueprint.vae.factor());

    // The first residual block at the picture's own size: its input, the norm of it and the activation, all as
    // wide as the level above; and the picture itself in fp32. Measured on the starter: two thirds of this at
    // 2048x1024.
    const std::uint64_t tile = std::uint64_t(need.tile) * std::uint64_t(need.tile);
    const std::uint64_t shown = need.tile > 0 ? std::min(pixels, tile) : pixels;
    const std::uint64_t decode = shown * std::uint64_t(blueprint.vae.fullWidth) * element * 3 + pixels * 3 * 4 * 3;

    // The widest point of the UNet: the skips of all levels, and within one transformer block the feed-forward's
    // eightfold width beside keys, values and the residual.
    std::uint64_t skips = 0, block = 0;
    for (std::size_t i = 0; i < blueprint.unet.levels.size(); ++i) {
        const UNetLevel& level = blueprint.unet.levels[i];
        const std::uint64_t plane = std::max<std::uint64_t>(latents >> (2 * i), 1) * std::uint64_t(level.channels);
        skips += plane * std::uint64_t(level.blocks + 2);
        block = std::max(block, plane * 20);
    }
    // A ControlNet's residuals are as large as the skips; those of all are summed. Its embedded hint is a plane.
    const std::uint64_t residuals = need.controls > 0 ? 2 * skips : 0;
    const std::uint64_t hints =
        std::uint64_t(need.controls) * latents * std::uint64_t(blueprint.unet.levels.front().channels);
    const std::uint64_t step =
        (2 * (skips + block + residuals) + hints) * element; // guidance: both halves at once

    return programMemory() + need.weights + std::max(decode, step);
}

std::uint64_t availableMemory(at::Device device)
{
    if (!device.is_cpu())
        return freeCardMemory(device);
    std::uint64_t available = std::numeric_limits<std::uint64_t>::max();
    std::ifstream info("/proc/meminfo");
    for (std::string name, unit; info >> name;) {
        std::uint64_t kilobytes = 0;
        if (!(info >> kilobytes))
            break;
        std::getline(info, unit);
        if (name == "MemAvailable:")
            available = kilobytes * 1024;
    }
    const std::uint64_t limit = controlGroupNumber("/sys/fs/cgroup/memory.max");
    const std::uint64_t used = controlGroupNumber("/sys/fs/cgroup/memory.current");
    if (limit != std::numeric_limits<std::uint64_t>::max() && used <= limit)
        available = std::min(available, limit - used);
    return available;
}

int smallerTile(const VaeShape& vae, int tile)
{
    return std::max(tile > 0 ? tile / 2 : vae.trainedSide, GenerateRequest::minVaeTile);
}

int fittingTile(const DiffusionModel::Blueprint& blueprint, MemoryNeed need, std::uint64_t available)
{
    if (need.tile == 0 && estimateMemory(blueprint, need) > available)
        need.tile = blueprint.vae.trainedSide;
    if (const std::uint64_t needed = estimateMemory(blueprint, need); needed > available)
        throw StudioError("A picture of " + std::to_string(need.width) + "x" + std::to_string(need.height)
            + " needs about " + gigabytes(needed) + " of memory and " + gigabytes(available)
            + " are free; choose a smaller --size.");
    return need.tile;
}

} // namespace tarn
