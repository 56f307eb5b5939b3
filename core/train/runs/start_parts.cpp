#include "start_parts.h"

#include <base/durable_file.h>
#include <base/error.h>
#include <base/mapped_file.h>
#include <pipelines/model_places.h>
#include <train/step_random.h>

#include <ATen/ATen.h>

namespace tarn {
namespace fs = std::filesystem;

StartSettings StartSettings::read(SettingsReader reader)
{
    StartSettings start;
    start.model = reader.text("model", "");
    if (start.model == "starter")
        start.model = starterModel();
    start.vae = reader.text("vae", "");
    start.text = reader.text("text", "");
    start.control = reader.text("control", "");
    start.estimator = reader.text("estimator", "");
    reader.finish();
    return start;
}

fs::path StartSettings::vaeFolder() const
{
    if (vae.empty() && model.empty())
        throw UsageError(
            "The config names no VAE; give its folder as start.vae, or a whole model as start.model.");
    return vae.empty() ? model / "vae" : vae;
}

fs::path StartSettings::textFolder() const
{
    if (text.empty() && model.empty())
        throw UsageError("The config names no text encoder; give a folder with text_encoder and tokenizer as "
                         "start.text, or a whole model as start.model.");
    return text.empty() ? model : text;
}

WeightTable tableOf(const NetworkFolder& network, at::ScalarType dtype)
{
    WeightTable table;
    for (const auto& [name, tensor] : network.tensors) {
        const at::Tensor converted = tensor.to(dtype);
        table.insert(name, tensor.dim() == 4 ? converted.contiguous(at::MemoryFormat::ChannelsLast) : converted);
    }
    return table;
}

FrozenVae::FrozenVae(const fs::path& from, at::ScalarType dtype)
    : folder(from)
    , network(readNetworkFolder(from, Part::vae))
    , table(tableOf(network, dtype))
    , shape(VaeShape::detect(Weights(table), network.config))
{
    if (!shape.hasEncoder)
        throw ModelError("The VAE in \"" + from.string() + "\" has no encoder; choose one that has.");
}

std::pair<at::Tensor, at::Tensor> FrozenVae::encode(const at::Tensor& pixels) const
{
    const LatentDistribution latents = vaeEncode(Weights(table), shape, pixels);
    const at::Tensor mean = (latents.mean.to(at::kFloat) - shape.shiftFactor) * shape.scalingFactor;
    const at::Tensor deviation = at::exp(latents.logVariance.to(at::kFloat) * 0.5) * shape.scalingFactor;
    return {mean.contiguous(), deviation.contiguous()};
}

at::Tensor FrozenVae::decode(const at::Tensor& latents, at::ScalarType dtype) const
{
    const at::Tensor own = (latents / shape.scalingFactor + shape.shiftFactor).to(dtype);
    return vaeDecode(Weights(table), shape, own.contiguous(at::MemoryFormat::ChannelsLast)).to(at::kFloat);
}

at::Tensor CaptionTokens::ids(const std::vector<std::string>& texts) const
{
    const std::int64_t length = m_tokenizer.maxLength();
    at::Tensor all = at::full({std::int64_t(texts.size()), length}, std::int64_t(m_tokenizer.pad()), at::kLong);
    for (std::size_t row = 0; row < texts.size(); ++row) {
        std::vector<int> tokens = m_tokenizer.encode(texts[row]);
        tokens.resize(std::min(tokens.size(), std::size_t(length - 2)));
        std::int64_t* place = all[std::int64_t(row)].mutable_data_ptr<std::int64_t>();
        *place++ = m_tokenizer.bos();
        for (const int token : tokens)
            *place++ = token;
        *place = m_tokenizer.eos();
    }
    return all;
}

at::Tensor CaptionTokens::endPlaces(const at::Tensor& ids, StepRandom& random) const
{
    const at::Tensor end = (ids == std::int64_t(m_tokenizer.eos())).to(at::kLong).argmax(1); // the first one
    const at::Tensor room = ids.size(1) - end;
    return (end + (random.uniform({ids.size(0)}) * room).to(at::kLong)).clamp_max(ids.size(1) - 1);
}

namespace {

/// Copies those of the files that are there, each durably.
void copyFiles(const fs::path& from, const fs::path& to, std::initializer_list<const char*> names)
{
    std::error_code error;
    if (fs::equivalent(from, to, error))
        return;
    fs::create_directories(to, error);
    for (const char* name : names) {
        if (!fs::exists(from / name, error))
            continue;
        const MappedFile file(from / name);
        DurableFile copy(to / name);
        copy.write(file.bytes());
        copy.commit();
    }
}

} // namespace

void copyTokenizer(const fs::path& from, const fs::path& to)
{
    copyFiles(from, to,
        {"vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
            "added_tokens.json"});
}

void copyEstimator(const fs::path& from, const fs::path& model)
{
    copyFiles(from, model / "depth_estimator", {"config.json", "model.safetensors"});
    copyFiles(from, model / "feature_extractor", {"preprocessor_config.json"});
}

void writeJson(const fs::path& file, const nlohmann::json& json)
{
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error)
        throw StudioError("The folder \"" + file.parent_path().string() + "\" cannot be made (" + error.message()
            + "); choose another place.");
    DurableFile out(file);
    out.write(json.dump(2) + "\n");
    out.commit();
}

} // namespace tarn
