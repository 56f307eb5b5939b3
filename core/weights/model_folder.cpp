#include "component_files.h"
#include "json_file.h"
#include "model_family.h"
#include "model_fault.h"
#include "opened_model.h"
#include "published_config.h"

#include <base/error.h>
#include <weights/limits.h>

#include <algorithm>

namespace tarn {
namespace fs = std::filesystem;
namespace {

bool isFolder(const fs::path& path)
{
    std::error_code error;
    return fs::is_directory(path, error);
}

bool isThere(const fs::path& path)
{
    std::error_code error;
    return fs::exists(path, error);
}

const char* stemOf(const std::string& component)
{
    const bool transformers = component.starts_with("text_encoder") || component == "depth_estimator";
    return transformers ? "model" : "diffusion_pytorch_model";
}

Keys keysOf(const Component& component) { return keysUnder(component.tensors, {}); }

void addPart(OpenedModel& model, Part part, const Component& component, const KeyMap& map)
{
    OpenedPart& opened = model.parts[part];
    opened.tensors.add(component.tensors, map);
    opened.config = component.config;
    for (const auto& file : component.files) {
        opened.files.push_back(file->path());
        countFile(model.description, *file);
    }
}

/// "eps", "v" or "flow" from scheduler_config.json.
std::string predictionOf(const nlohmann::json& scheduler, const fs::path& file)
{
    const std::string kind = scheduler.value("_class_name", nlohmann::json("")).dump();
    if (kind.find("FlowMatch") != std::string::npos)
        return "flow";
    const nlohmann::json type = scheduler.value("prediction_type", nlohmann::json("epsilon"));
    if (type == "epsilon")
        return "eps";
    if (type == "v_prediction")
        return "v";
    throw ModelError("\"" + file.string() + "\" asks for the prediction_type " + inQuotes(type.dump())
        + ", which cannot be drawn with; use a model that predicts \"epsilon\" or \"v_prediction\".");
}

/// Without a scheduler folder, the family's published one.
void readScheduler(OpenedModel& model, const fs::path& folder)
{
    ModelDescription& description = model.description;
    const fs::path file = folder / "scheduler_config.json";
    if (isThere(file)) {
        model.scheduler = readJsonObject(file, modelLimits::configBytes);
        description.prediction = predictionOf(model.scheduler, file);
        return;
    }
    description.prediction = description.family == Family::stableDiffusion2
        ? predictionFromWeights(model.parts.at(Part::unet).tensors)
        : "eps";
    model.scheduler = publishedSchedulerConfig(description.prediction);
}

void readTokenizer(OpenedModel& model, const fs::path& folder)
{
    if (!isFolder(folder))
        return;
    for (const char* name : {"vocab.json", "merges.txt"})
        if (!isThere(folder / name))
            throw ModelError(
                "\"" + folder.string() + "\" has no " + name + "; download the model again, with all its files.");
    model.tokenizer = folder;
}

/// A depth estimator in `folder`, prepared for as `preprocessor` says: a folder with preprocessor_config.json.
void addDepthEstimator(OpenedModel& model, const fs::path& folder, const fs::path& preprocessor)
{
    addPart(model, Part::depthEstimator, openComponent(folder, stemOf("depth_estimator")),
        depthKeysFromTransformers());
    const fs::path file = preprocessor / "preprocessor_config.json";
    if (isThere(file))
        model.parts.at(Part::depthEstimator).config["preprocessor"] =
            readJsonObject(file, modelLimits::configBytes);
}

/// A model around a UNet, of which every part must be there.
void openAroundUnet(OpenedModel& model, const fs::path& root)
{
    for (const char* part : {"vae", "text_encoder"})
        if (!isFolder(root / part))
            throw ModelError("\"" + root.string() + "\" has no folder \"" + part
                + "\"; download the model again, with all its files.");
    const Component unet = openComponent(root / "unet", stemOf("unet"));
    addPart(model, Part::unet, unet, unetKeysFromDiffusers(keysOf(unet)));
    const Component vae = openComponent(root / "vae", stemOf("vae"));
    addPart(model, Part::vae, vae, vaeKeysFromDiffusers(keysOf(vae)));
    addPart(model, Part::textEncoder, openComponent(root / "text_encoder", stemOf("text_encoder")),
        clipKeysFromTransformers());

    if (isFolder(root / "depth_estimator"))
        addDepthEstimator(model, root / "depth_estimator", root / "feature_extractor");

    if (isFolder(root / "text_encoder_2"))
        for (const auto& file : openComponent(root / "text_encoder_2", stemOf("text_encoder_2")).files)
            countFile(model.description, *file);

    const Keys keys = keysOf(unet);
    const bool unclip = std::ranges::find(keys, "class_embedding.linear_1.weight") != keys.end();
    describeLatentDiffusion(model, {.unclip = unclip});
    readScheduler(model, root / "scheduler");
    readTokenizer(model, root / "tokenizer");
}

/// A model around a transformer, described only.
void openAroundTransformer(OpenedModel& model, const fs::path& root)
{
    for (const std::string name : {"transformer", "vae", "text_encoder", "text_encoder_2", "text_encoder_3"}) {
        if (!isFolder(root / name))
            continue;
        const Component component = openComponent(root / name, stemOf(name));
        if (name == "transformer" && !describeOtherKind(model.description, keysOf(component)))
            throw ModelError(
                "\"" + root.string() + "\" is a model of a kind that is not known; use a Stable Diffusion model.");
        for (const auto& file : component.files)
            countFile(model.description, *file);
    }
}

/// A folder of one network: TAESD, a ControlNet or a depth estimator; anything else is a piece of a model.
void openAlone(OpenedModel& model, const fs::path& root)
{
    if (readJsonObject(root / "config.json", modelLimits::configBytes).value("model_type", nlohmann::json())
        == "dpt") {
        addDepthEstimator(model, root, root);
        describeDepthEstimator(model);
        return;
    }
    const Component component = openComponent(root, stemOf({}));
    const Keys keys = keysOf(component);
    if (std::ranges::find(keys, "decoder.layers.0.weight") != keys.end()) {
        addPart(model, Part::taesd, component, taesdKeys());
        describeTaesd(model);
        return;
    }
    if (!describeOtherKind(model.description, keys) || model.description.family != Family::controlNet)
        throw ModelError("\"" + root.string()
            + "\" is only one part of a model; choose the folder above it, which has model_index.json.");
    addPart(model, Part::controlNet, component, controlNetKeysFromDiffusers(keys));
    describeControlNet(model);
}

} // namespace

OpenedModel openModelFolder(const fs::path& root)
{
    OpenedModel model;
    model.description.path = root;
    model.description.layout = Layout::folder;
    if (!isThere(root / "model_index.json")) {
        if (!isThere(root / "config.json"))
            throw ModelError(
                "\"" + root.string() + "\" is no model: it has no model_index.json; choose a model's own folder.");
        openAlone(model, root);
        return model;
    }
    readJsonObject(root / "model_index.json", modelLimits::configBytes);
    if (isFolder(root / "unet"))
        openAroundUnet(model, root);
    else if (isFolder(root / "transformer"))
        openAroundTransformer(model, root);
    else
        throw ModelError(
            "\"" + root.string() + "\" has no folder \"unet\"; download the model again, with all its files.");
    return model;
}

} // namespace tarn
