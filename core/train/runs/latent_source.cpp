#include "latent_source.h"

#include <base/error.h>
#include <base/sha256.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstdio>

namespace tarn {
namespace fs = std::filesystem;
namespace {

fs::path cacheFolder(const fs::path& folder, const ExampleSource& source, const FrozenVae& vae)
{
    std::string all = source.identity();
    for (const char* name : {"diffusion_pytorch_model.safetensors", "config.json"})
        if (fs::exists(vae.folder / name))
            all += " " + sha256File(vae.folder / name);
    return folder / sha256(std::as_bytes(std::span(all))).substr(0, 16);
}

} // namespace

LatentCache::LatentCache(const fs::path& folder, const ExampleSource& source, const FrozenVae& vae,
    const RunSettings& settings, const TrainingTask::Say& say)
{
    const at::NoGradGuard noGrad;
    const fs::path place = cacheFolder(folder, source, vae);
    std::error_code error;
    fs::create_directories(place, error);
    if (error)
        throw StudioError("The folder \"" + place.string() + "\" for latents cannot be made (" + error.message()
            + "); choose another latents.cache.");
    std::unique_ptr<ExampleStream> stream;
    for (std::int64_t begin = 0; begin < source.count(); begin += shardPictures) {
        const std::int64_t pictures = std::min(shardPictures, source.count() - begin);
        char name[40];
        std::snprintf(
            name, sizeof name, "latents-%06lld.safetensors", static_cast<long long>(begin / shardPictures));
        if (open(place / name, pictures)) {
            stream.reset(); // what follows may be missing again, from there on
            continue;
        }
        if (!stream)
            stream = std::make_unique<ExampleStream>(source, std::nullopt, settings.painters, begin);
        std::vector<at::Tensor> means, deviations;
        for (std::int64_t done = 0; done < pictures; done += settings.batch) {
            const auto items = stream->next(std::min(settings.batch, pictures - done));
            const auto [mean, deviation] = vae.encode(pixelsOf(items, settings.dtype));
            means.push_back(mean.to(at::kHalf));
            deviations.push_back(deviation.to(at::kHalf));
        }
        writeTensorFile(place / name, {{{"mean", at::cat(means)}, {"deviation", at::cat(deviations)}}, {}});
        say("Latents of " + std::to_string(begin + pictures) + " of " + std::to_string(source.count())
            + " pictures are in \"" + place.string() + "\".");
        if (!open(place / name, pictures))
            throw StudioError("\"" + (place / name).string() + "\" cannot be read back; check that disk.");
    }
}

bool LatentCache::open(const fs::path& file, std::int64_t pictures)
{
    std::error_code error;
    if (!fs::exists(file, error))
        return false;
    try {
        Shard shard{std::make_unique<MappedTensors>(file), {}, {}};
        const TensorEntry* const mean = shard.file->header().find("mean");
        const TensorEntry* const deviation = shard.file->header().find("deviation");
        if (!mean || !deviation || mean->shape != deviation->shape || mean->shape.size() != 4
            || mean->shape[0] != pictures)
            return false;
        shard.means = shard.file->tensor(*mean);
        shard.deviations = shard.file->tensor(*deviation);
        m_shards.push_back(std::move(shard));
        return true;
    } catch (const ModelError&) {
        return false; // made again
    }
}

std::pair<at::Tensor, at::Tensor> LatentCache::at(const std::vector<std::int64_t>& indices) const
{
    std::vector<at::Tensor> means, deviations;
    for (const std::int64_t index : indices) {
        const Shard& shard = m_shards.at(std::size_t(index / shardPictures));
        means.push_back(shard.means[index % shardPictures]);
        deviations.push_back(shard.deviations[index % shardPictures]);
    }
    return {at::stack(means).to(at::kFloat), at::stack(deviations).to(at::kFloat)};
}

} // namespace tarn
