#include <base/error.h>
#include <models/vae_tiles.h>
#include <nn/stop.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/model_places.h>
#include <pipelines/transfer.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tarn {
namespace {

WeightTable shapesOf(const Checkpoint& checkpoint, Part part, const char* name)
{
    if (!checkpoint.has(part))
        throw ModelError(
            "\"" + checkpoint.description().path.string() + "\" has no " + name + "; choose a complete model.");
    return checkpoint.shapes(part);
}

void collectUnasked(std::vector<std::string>& all, const char* part, const WeightTable& table)
{
    for (const std::string& name : table.unasked())
        all.push_back(std::string(part) + ": " + name);
}

at::TensorOptions meta(at::ScalarType dtype) { return at::TensorOptions().dtype(dtype).device(at::kMeta); }

/// The networks, run where nothing is computed: what is missing or does not fit throws here.
void dryRun(const DiffusionModel::Blueprint& plan, const WeightTable& clip, const WeightTable& unetTable,
    const WeightTable& vae)
{
    const auto floats = meta(at::kFloat);
    const at::Tensor ids = at::empty({1, plan.clip.positions}, meta(at::kLong));
    const at::Tensor context = clipText(Weights(clip), plan.clip, ids, 0);
    const std::int64_t side = 8 << plan.unet.levels.size();
    UNetInput input{
        at::empty({1, plan.unet.inChannels, side, side}, floats), at::empty({1}, floats), context, at::Tensor()};
    if (plan.unet.classes > 0)
        input.classes = at::empty({1}, meta(at::kLong));
    unet(Weights(unetTable), plan.unet, input);
    vaeDecode(Weights(vae), plan.vae, at::empty({1, plan.vae.latentChannels, side, side}, floats));
    if (plan.vae.hasEncoder)
        vaeEncode(
            Weights(vae), plan.vae, at::empty({1, 3, side * plan.vae.factor(), side * plan.vae.factor()}, floats));
}

[[noreturn]] void refuse(const Checkpoint& checkpoint, const std::string& why)
{
    throw ModelError("\"" + checkpoint.description().path.string() + "\" cannot be drawn with: " + why);
}

void checkPartsBelongTogether(const Checkpoint& checkpoint, const DiffusionModel::Blueprint& plan)
{
    if (plan.unet.contextWidth != plan.clip.width)
        refuse(checkpoint,
            "its text encoder gives " + std::to_string(plan.clip.width) + " numbers a token and its UNet takes "
                + std::to_string(plan.unet.contextWidth) + "; its parts do not belong together.");
    if (plan.unet.outChannels != plan.vae.latentChannels)
        refuse(checkpoint,
            "its UNet draws " + std::to_string(plan.unet.outChannels) + " channels and its VAE decodes "
                + std::to_string(plan.vae.latentChannels) + "; its parts do not belong together.");
}

Prediction chosenPrediction(const Checkpoint& checkpoint, const std::string& asked)
{
    const std::string& own = checkpoint.description().prediction;
    const Prediction prediction = parsePrediction(asked == "auto" ? own : asked);
    if (prediction == Prediction::flow && own != "flow")
        throw UsageError("\"" + checkpoint.description().path.string()
            + "\" is no flow model, so --prediction flow does not fit; use auto, eps or v.");
    return prediction;
}

/// A request's tile as this VAE can have it.
int wholeTile(int tile, const VaeShape& vae)
{
    const int unit = 4 * vae.factor(); // a quarter of it is a whole number of latents
    return std::max(tile / unit, 1) * unit;
}

} // namespace

ClipTokenizer tokenizerOf(const Checkpoint& checkpoint)
{
    if (const auto folder = checkpoint.tokenizerFolder())
        return ClipTokenizer::fromFolder(*folder);
    const bool openClip = checkpoint.description().family == Family::stableDiffusion2;
    return ClipTokenizer::published(
        resourceFolder() / "tokenizers" / "clip" / "merges.txt", openClip ? "!" : "<|endoftext|>");
}

DiffusionModel::Blueprint DiffusionModel::inspect(const Checkpoint& checkpoint)
{
    const ModelDescription& description = checkpoint.description();
    if (!description.whyNotDrawable.empty())
        throw ModelError(description.whyNotDrawable);
    const WeightTable clip = shapesOf(checkpoint, Part::textEncoder, "text encoder");
    const WeightTable unetTable = shapesOf(checkpoint, Part::unet, "UNet");
    const WeightTable vae = shapesOf(checkpoint, Part::vae, "VAE");
    Blueprint plan;
    try {
        plan.clip = ClipShape::detect(Weights(clip), checkpoint.config(Part::textEncoder));
        plan.unet = UNetShape::detect(Weights(unetTable), checkpoint.config(Part::unet));
        plan.vae = VaeShape::detect(Weights(vae), checkpoint.config(Part::vae));
        checkPartsBelongTogether(checkpoint, plan);
        dryRun(plan, clip, unetTable, vae);
    } catch (const ModelError& e) {
        throw ModelError("\"" + description.path.string() + "\": " + e.what());
    } catch (const nlohmann::json::exception&) {
        throw ModelError("A config.json in \"" + description.path.string()
            + "\" has a value of the wrong type; download the model again.");
    }
    collectUnasked(plan.unasked, "text_encoder", clip);
    collectUnasked(plan.unasked, "unet", unetTable);
    collectUnasked(plan.unasked, "vae", vae);
    return plan;
}

DiffusionModel::DiffusionModel(Checkpoint checkpoint, Blueprint blueprint, const LoadOptions& options)
    : m_checkpoint(std::move(checkpoint))
    , m_blueprint(std::move(blueprint))
    , m_compute(options.compute)
    , m_sampling(m_checkpoint.schedulerConfig(), chosenPrediction(m_checkpoint, options.prediction))
    , m_tokenizer(tokenizerOf(m_checkpoint))
    , m_padToken(m_checkpoint.publishedPadToken().value_or(m_tokenizer.pad()))
{
    stopPoint();
    if (m_tokenizer.size() > m_blueprint.clip.tokens)
        refuse(m_checkpoint,
            "its tokenizer has " + std::to_string(m_tokenizer.size()) + " tokens and its text encoder "
                + std::to_string(m_blueprint.clip.tokens) + "; its parts do not belong together.");
    m_clip = m_checkpoint.load(Part::textEncoder, m_compute, false, stopPoint);
    m_unet = m_checkpoint.load(Part::unet, m_compute, true, stopPoint);
    m_vae = m_checkpoint.load(Part::vae, m_compute, true, stopPoint);
}

at::Tensor DiffusionModel::encodeText(const at::Tensor& ids, int skip) const
{
    return toHost(clipText(Weights(m_clip), m_blueprint.clip, ids.to(m_compute.device), skip));
}

at::Tensor DiffusionModel::predict(const UNetInput& input) const
{
    return toHost(unet(Weights(m_unet), m_blueprint.unet, onto(m_compute, input)));
}

at::Tensor DiffusionModel::encode(const at::Tensor& pixels, const at::Tensor& noise, int tile) const
{
    if (!m_blueprint.vae.hasEncoder)
        throw StudioError("The VAE of \"" + description().path.string()
            + "\" has no encoder, so it cannot start from a picture; choose a model with a complete VAE.");
    const at::Tensor x = onto(m_compute, pixels);
    const LatentDistribution posterior = tile > 0
        ? vaeEncodeTiled(Weights(m_vae), m_blueprint.vae, x, wholeTile(tile, m_blueprint.vae))
        : vaeEncode(Weights(m_vae), m_blueprint.vae, x);
    at::Tensor latents = toHost(posterior.mean);
    if (noise.defined())
        latents = latents + at::exp(toHost(posterior.logVariance) * 0.5) * noise;
    return ((latents - m_blueprint.vae.shiftFactor) * m_blueprint.vae.scalingFactor).contiguous();
}

at::Tensor DiffusionModel::decode(const at::Tensor& latents, int tile) const
{
    const at::Tensor scaled = latents / m_blueprint.vae.scalingFactor + m_blueprint.vae.shiftFactor;
    const at::Tensor x = onto(m_compute, scaled);
    const at::Tensor pixels = tile > 0
        ? vaeDecodeTiled(Weights(m_vae), m_blueprint.vae, x, wholeTile(tile, m_blueprint.vae))
        : vaeDecode(Weights(m_vae), m_blueprint.vae, x);
    return toHost(pixels);
}

} // namespace tarn
