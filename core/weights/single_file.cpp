#include "model_family.h"
#include "opened_model.h"
#include "published_config.h"

#include <base/error.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tarn {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view unetPrefix = "model.diffusion_model.";
constexpr std::string_view vaePrefix = "first_stage_model.";
constexpr std::string_view depthPrefix = "depth_model.model.";
constexpr std::string_view controlPrefix = "control_model.";

/// Where the original repositories keep the text encoder; CLIP's own module, or OpenCLIP's.
struct TextPlace {
    std::string_view prefix;
    bool openClip;
};
constexpr std::array textPlaces{
    TextPlace{"cond_stage_model.transformer.", false},
    TextPlace{"conditioner.embedders.0.transformer.", false},
    TextPlace{"cond_stage_model.model.", true},
    TextPlace{"conditioner.embedders.0.model.", true},
};

bool anyUnder(const Keys& keys, std::string_view prefix)
{
    return std::ranges::any_of(keys, [&](const std::string& key) { return key.starts_with(prefix); });
}

bool holds(const Keys& keys, std::string_view name) { return std::ranges::find(keys, name) != keys.end(); }

OpenedPart& addPart(OpenedModel& model, Part part, const std::vector<StoredTensor>& all, const KeyMap& map,
    std::string_view prefix)
{
    OpenedPart& opened = model.parts[part];
    opened.tensors.add(all, map, prefix);
    opened.files = model.description.files;
    return opened;
}

/// Adds the text encoder. Returns whether it is OpenCLIP's.
bool addTextEncoder(OpenedModel& model, const std::vector<StoredTensor>& all, const Keys& keys)
{
    const auto place =
        std::ranges::find_if(textPlaces, [&](const TextPlace& p) { return anyUnder(keys, p.prefix); });
    if (place == textPlaces.end())
        throw ModelError("\"" + model.description.path.string()
            + "\" has no text encoder (no tensor \"cond_stage_model.…\"); use the full version of the model.");
    const KeyMap map =
        place->openClip ? clipKeysFromOpenClip(keysUnder(all, place->prefix)) : clipKeysFromTransformers();
    addPart(model, Part::textEncoder, all, map, place->prefix);
    return place->openClip;
}

std::string publishedPrediction(const ModelDescription& description, const NetworkTensors& unet)
{
    if (description.inputChannels == 7) // the x4 upscaler
        return "v";
    return description.family == Family::stableDiffusion2 ? predictionFromWeights(unet) : "eps";
}

void openLatentDiffusion(OpenedModel& model, const std::vector<StoredTensor>& all, const Keys& keys)
{
    OpenedPart& unet = addPart(model, Part::unet, all, unetKeysFromLdm(), unetPrefix);
    OpenedPart& vae = addPart(model, Part::vae, all, vaeKeysFromLdm(), vaePrefix);
    if (vae.tensors.empty())
        throw ModelError("\"" + model.description.path.string()
            + "\" has no VAE (no tensor \"first_stage_model.…\"); use the full version of the model.");
    if (anyUnder(keys, depthPrefix)) {
        OpenedPart& depth = addPart(model, Part::depthEstimator, all, depthKeysFromMidas(), depthPrefix);
        depth.config = publishedDepthConfig(depth.tensors);
    }
    FamilyClues clues;
    clues.openClip = addTextEncoder(model, all, keys);
    clues.unclip = anyUnder(keys, "embedder.model.visual.") || anyUnder(keys, "noise_augmentor.");
    describeLatentDiffusion(model, clues);

    ModelDescription& description = model.description;
    unet.config = publishedUnetConfig(unet.tensors, description.family);
    vae.config = publishedVaeConfig(vae.tensors, description.family, description.inputChannels);
    OpenedPart& text = model.parts.at(Part::textEncoder);
    text.config = publishedClipConfig(text.tensors, description.family);
    description.prediction = publishedPrediction(description, unet.tensors);
    model.scheduler = publishedSchedulerConfig(description.prediction);
}

/// diffusers' names, or the original's beside or without the model that it was trained with.
void openControlNet(OpenedModel& model, const std::vector<StoredTensor>& all, const Keys& keys)
{
    const bool original = anyUnder(keys, controlPrefix);
    const KeyMap map = original ? unetKeysFromLdm() : controlNetKeysFromDiffusers(keys);
    OpenedPart& net = addPart(model, Part::controlNet, all, map, original ? controlPrefix : std::string_view());
    net.config = publishedUnetConfig(net.tensors, familyByProjections(net.tensors));
    describeControlNet(model);
}

[[noreturn]] void throwUnknown(const fs::path& path, const Keys& keys)
{
    if (holds(keys, "conv_in.weight") || holds(keys, "encoder.conv_in.weight") || anyUnder(keys, "text_model."))
        throw ModelError("\"" + path.string()
            + "\" is only one part of a model; choose the whole model's folder, or its single .safetensors file.");
    throw ModelError("\"" + path.string()
        + "\" holds no diffusion model that is known; choose a Stable Diffusion 1.x or 2.x model.");
}

} // namespace

OpenedModel openSingleFile(const fs::path& path)
{
    const auto file = std::make_shared<const MappedTensors>(path);
    const std::vector<StoredTensor> all = allTensors(file);
    const Keys keys = keysUnder(all, {});
    OpenedModel model;
    model.description.path = path;
    model.description.layout = Layout::singleFile;
    countFile(model.description, *file);
    if (describeOtherKind(model.description, keys)) {
        if (model.description.family == Family::controlNet)
            openControlNet(model, all, keys);
        return model;
    }
    if (holds(keys, "model.diffusion_model.input_blocks.0.0.weight")) {
        openLatentDiffusion(model, all, keys);
    } else if (holds(keys, "decoder.layers.0.weight") || holds(keys, "decoder.1.weight")) {
        addPart(model, Part::taesd, all, taesdKeys(), {});
        describeTaesd(model);
    } else {
        throwUnknown(path, keys);
    }
    return model;
}

} // namespace tarn
