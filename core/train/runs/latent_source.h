#pragma once

#include "batches.h"
#include "start_parts.h"

#include <weights/mapped_tensors.h>

#include <memory>

namespace tarn {

/// The latents of a source's pictures on disk, in files of `shardPictures` each, so that the VAE sees every
/// picture once. A file is written whole or not at all; what is there of an earlier run is used.
class LatentCache {
public:
    /// Computes what is missing. The cache's name follows from the pictures and the VAE. Throws StudioError.
    LatentCache(const std::filesystem::path& folder, const ExampleSource& source, const FrozenVae& vae,
        const RunSettings& settings, const TrainingTask::Say& say);

    /// Mean and deviation of the latents of these pictures, [N, C, h, w] fp32 each.
    std::pair<at::Tensor, at::Tensor> at(const std::vector<std::int64_t>& indices) const;

private:
    static constexpr std::int64_t shardPictures = 512;
    struct Shard {
        std::unique_ptr<MappedTensors> file;
        at::Tensor means, deviations;
    };
    bool open(const std::filesystem::path& file, std::int64_t pictures);

    std::vector<Shard> m_shards;
};

} // namespace tarn
