#include "unet_task.h"

#include "first_unet.h"
#include "random_purpose.h"

#include <base/error.h>
#include <nn/layers.h>
#include <train/initial_networks.h>
#include <train/label_head.h>
#include <train/losses.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace tarn {
namespace {

ClipTokenizer tokenizerIn(const std::filesystem::path& folder)
{
    return ClipTokenizer::fromFolder(folder / "tokenizer");
}

/// The number of steps of the fixed set is even over all levels.
at::Tensor evenSteps(std::int64_t count, std::int64_t levels)
{
    return ((at::arange(count, at::kDouble) + 0.5) * (double(levels) / double(count))).to(at::kLong);
}

bool hasLayer(const NetworkFolder& network, const std::string& layer)
{
    return std::ranges::any_of(
        network.tensors, [&](const auto& each) { return UNetSettings::isOf(layer, each.first); });
}

/// Whether a ControlNet has the tensors of `expected`, in their shapes.
bool fits(const NetworkFolder& network, const NetworkFolder& expected)
{
    return std::ranges::all_of(expected.tensors, [&](const auto& each) {
        const auto own = network.tensors.find(each.first);
        return own != network.tensors.end() && own->second.sizes() == each.second.sizes();
    });
}

/// The hidden matrices and kernels, which Muon is for.
bool isHidden(const LearningTensor& tensor)
{
    return tensor.master.dim() > 1 && !tensor.name.starts_with("input_blocks.0.")
        && !tensor.name.starts_with("out.") && !tensor.name.starts_with("input_hint_block.")
        && tensor.name.find("embedding") == std::string::npos;
}

} // namespace

UNetTask::UNetTask(const RunSettings& run, SettingsReader& reader, Hint hint)
    : m_run(run)
    , m_hint(hint)
    , m_settings(UNetSettings::read(run, reader))
    , m_vae(m_settings.start.vaeFolder(), run.dtype)
    , m_tokens(tokenizerIn(m_settings.start.textFolder()))
    , m_textStart(readNetworkFolder(m_settings.start.textFolder() / "text_encoder", Part::textEncoder))
    , m_unetStart(firstUNet(reader, run, m_settings, hint, m_vae.shape, m_textStart))
    , m_scheduler(m_settings.scheduler())
    , m_levels(m_scheduler, m_settings.prediction)
    , m_timesteps(m_levels, m_settings.timesteps, m_settings.minSnr)
    , m_text(m_textStart.tensors, run.dtype, [this](const std::string&) { return m_settings.textLearns; })
    , m_unet(m_unetStart.tensors, run.dtype,
          [&](const std::string& name) { return hint != Hint::sketch && m_settings.learns(name); })
    , m_data(run, {.caption = true, .depth = hint == Hint::depth, .sketch = hint == Hint::sketch})
{
    if (run.data.size % m_vae.shape.factor() != 0)
        reader.refuse(
            "data.size", "must be a multiple of " + std::to_string(m_vae.shape.factor()) + " for this VAE");
    m_clip = ClipShape::detect(Weights(m_text.table()), m_textStart.config);
    m_shape = UNetShape::detect(Weights(m_unet.table()), m_unetStart.config);
    if (m_shape.contextWidth != m_clip.width
        || m_shape.inChannels != m_vae.shape.latentChannels + hintChannels(hint, m_vae.shape.latentChannels)
        || m_shape.outChannels != m_vae.shape.latentChannels)
        throw ModelError("The UNet does not fit the VAE and the text encoder: it takes "
            + std::to_string(m_shape.inChannels) + " channels and texts " + std::to_string(m_shape.contextWidth)
            + " wide, they give " + std::to_string(m_vae.shape.latentChannels) + " and "
            + std::to_string(m_clip.width) + "; choose parts that belong together.");
    if (m_tokens.tokenizer().size() > m_clip.tokens || m_tokens.tokenizer().maxLength() > m_clip.positions)
        throw ModelError("The tokenizer in \"" + m_settings.start.textFolder().string()
            + "\" has more tokens than its text encoder; choose parts that belong together.");
    for (const std::string& layer : m_settings.layers)
        if (hint == Hint::sketch || !hasLayer(m_unetStart, layer))
            reader.refuse("layers", "names \"" + layer + "\", and no layer of that name learns here");
    if (m_hint == Hint::sketch) {
        if (m_settings.textLearns)
            reader.refuse("text.learns", "is not for a ControlNet, which leads a model as it is");
        startControl();
    }
    if (m_settings.labelWeight > 0)
        m_head.emplace(initialLabelHead(m_clip.width, attributeSizes(), run.seed), run.dtype);
}

void UNetTask::startControl()
{
    int halvings = 0;
    while (1 << halvings < m_vae.shape.factor())
        ++halvings;
    m_controlStart = initialControlNet(m_unetStart, halvings, m_run.seed);
    const std::filesystem::path& earlier = m_settings.start.control;
    if (!earlier.empty()) {
        NetworkFolder network = readNetworkFolder(earlier, Part::controlNet);
        if (!fits(network, m_controlStart))
            throw ModelError("The ControlNet in \"" + earlier.string()
                + "\" does not fit the model it is to lead; choose one of the same family.");
        m_controlStart = std::move(network);
    }
    m_control.emplace(m_controlStart.tensors, m_run.dtype);
    m_controlShape = ControlNetShape::detect(Weights(m_control->table()), m_controlStart.config);
}

std::vector<LearningNetwork> UNetTask::networks()
{
    if (m_control)
        return {{"controlnet", &*m_control, m_run.optimizer, 1, isHidden}};
    std::vector<LearningNetwork> all{{"unet", &m_unet, m_run.optimizer, 1, isHidden}};
    if (m_settings.textLearns)
        all.push_back({"text", &m_text, m_run.optimizer, m_settings.textRate, isHidden});
    if (m_head)
        all.push_back({"head", &*m_head, m_run.optimizer, m_settings.textRate});
    return all;
}

std::vector<std::string> UNetTask::measures() const
{
    return m_head ? std::vector<std::string>{"label_loss"} : std::vector<std::string>();
}

void UNetTask::openData(std::int64_t position, const Say& say)
{
    m_data.open(position, m_settings.latentCache.empty() || m_hint != Hint::none, say);
    if (!m_settings.latentCache.empty() && !m_cache)
        m_cache.emplace(m_settings.latentCache, m_data.source(), m_vae, m_run, say);
}

/// A sample of the VAE's posterior for each picture.
at::Tensor UNetTask::latents(
    const std::vector<ExampleStream::Item>& items, const at::Tensor& pixels, StepRandom& random) const
{
    const at::NoGradGuard noGrad;
    std::pair<at::Tensor, at::Tensor> posterior;
    if (m_cache) {
        std::vector<std::int64_t> indices;
        for (const ExampleStream::Item& item : items)
            indices.push_back(item.index);
        posterior = m_cache->at(indices);
    } else {
        posterior = m_vae.encode(pixels);
    }
    return posterior.first + posterior.second * random.normal(posterior.first.sizes());
}

/// Undefined for a model that goes by nothing.
at::Tensor UNetTask::hintFor(
    const std::vector<ExampleStream::Item>& items, const at::Tensor& pixels, StepRandom& random) const
{
    const at::NoGradGuard noGrad;
    if (m_hint == Hint::depth)
        return depthChannels(items, m_vae.shape.factor());
    if (m_hint == Hint::hole)
        return holeChannels(m_vae, pixels, randomHoles(pixels.size(0), pixels.size(2), random));
    if (m_hint == Hint::sketch)
        return sketchHints(items, random);
    return {};
}

at::Tensor UNetTask::contextOf(const at::Tensor& ids) const
{
    if (m_settings.textLearns)
        return clipText(Weights(m_text.table()), m_clip, ids, 0);
    const at::NoGradGuard noGrad;
    return clipText(Weights(m_text.table()), m_clip, ids, 0);
}

/// What the ControlNet adds; nothing without one.
UNetResiduals UNetTask::residuals(const UNetInput& input, const at::Tensor& hint) const
{
    if (!m_control)
        return {};
    const Weights w(m_control->table());
    const at::Tensor seen = hint.to(m_run.dtype).contiguous(at::MemoryFormat::ChannelsLast);
    return controlNet(w, m_controlShape, input, controlHint(w, m_controlShape, seen));
}

/// fp32 in, fp32 out.
at::Tensor UNetTask::predict(
    const at::Tensor& x, const at::Tensor& t, const at::Tensor& context, const at::Tensor& hint) const
{
    const at::Tensor shown = hint.defined() && !m_control ? at::cat({x, hint}, 1) : x;
    UNetInput input{
        shown.to(m_run.dtype).contiguous(at::MemoryFormat::ChannelsLast), t, context.to(m_run.dtype), {}};
    input.residuals = residuals(input, hint);
    return unet(Weights(m_unet.table()), m_shape, input).to(at::kFloat);
}

/// How badly the text alone gives away what it states, read at a random place from the end token on.
at::Tensor UNetTask::labelLoss(const at::Tensor& context, const at::Tensor& ids,
    const std::vector<ExampleStream::Item>& items, StepRandom& random) const
{
    std::vector<Labels> stated;
    for (const ExampleStream::Item& item : items)
        stated.push_back(m_data.source().stated(item.index, item.variant));
    const at::Tensor place = m_tokens.endPlaces(ids, random).view({-1, 1, 1}).expand({-1, 1, context.size(2)});
    const at::Tensor read = context.gather(1, place).squeeze(1);
    return labelError(labelHead(Weights(m_head->table()), read), labelTensor(stated), attributeSizes());
}

std::vector<double> UNetTask::learn(const Pass& pass)
{
    const std::vector<ExampleStream::Item> items = m_data.next(m_run.batch);
    StepRandom latentRandom = pass.random(purpose::latentNoise), stepRandom = pass.random(purpose::timesteps),
               noiseRandom = pass.random(purpose::noise), dropRandom = pass.random(purpose::dropout),
               placeRandom = pass.random(purpose::places), holeRandom = pass.random(purpose::holes);
    const at::Tensor pixels = m_cache && m_hint != Hint::hole ? at::Tensor() : pixelsOf(items, m_run.dtype);
    const at::Tensor clean = latents(items, pixels, latentRandom);
    std::vector<std::string> captions;
    for (const ExampleStream::Item& item : items)
        captions.push_back(m_data.source().caption(item.index, item.variant));
    const at::Tensor ids = m_tokens.ids(captions), empty = m_tokens.ids({""});
    const at::Tensor dropped = dropRandom.uniform({ids.size(0)}) < m_settings.captionDropout;
    const at::Tensor context = contextOf(at::where(dropped.unsqueeze(1), empty, ids));

    const at::Tensor steps = m_timesteps.draw(m_run.batch, stepRandom);
    const at::Tensor drawn = noiseRandom.normal(clean.sizes());
    const at::Tensor output = predict(m_levels.noised(clean, drawn, steps), m_levels.networkTime(steps), context,
        hintFor(items, pixels, holeRandom));
    const at::Tensor loss =
        weightedSquaredError(output, m_levels.target(clean, drawn, steps), m_timesteps.weights(steps));
    std::vector<double> values{loss.item<double>()};
    at::Tensor total = loss;
    if (m_head) {
        const at::Tensor labels =
            labelLoss(m_settings.captionDropout > 0 ? contextOf(ids) : context, ids, items, placeRandom);
        values.push_back(labels.item<double>());
        total = total + m_settings.labelWeight * labels;
    }
    (total / double(pass.parts)).backward();
    return values;
}

std::vector<Parameters*> UNetTask::averagedNetworks()
{
    std::vector<Parameters*> all;
    for (const LearningNetwork& part : networks())
        all.push_back(part.network);
    return all;
}

/// The fixed set, as the VAE and the tokenizer make it.
void UNetTask::openValidation()
{
    if (m_validationLatents.defined())
        return;
    constexpr std::size_t shown = 8;
    std::vector<std::string> captions;
    std::vector<at::Tensor> means, hints;
    StepRandom random(m_run.seed, 0, purpose::validationHoles);
    const std::vector<ExampleStream::Item> items = m_data.validationItems();
    for (std::size_t i = 0; i < items.size(); i += std::size_t(m_run.batch)) {
        const std::size_t last = std::min(items.size(), i + std::size_t(m_run.batch));
        const std::vector<ExampleStream::Item> some(items.begin() + long(i), items.begin() + long(last));
        const at::Tensor pixels = pixelsOf(some, m_run.dtype);
        means.push_back(m_vae.encode(pixels).first);
        hints.push_back(hintFor(some, pixels, random));
        for (const ExampleStream::Item& item : some)
            captions.push_back(m_data.validation().caption(item.index, item.variant));
    }
    m_shown = pixelsOf({items.begin(), items.begin() + long(std::min(shown, items.size()))}, at::kFloat);
    m_validationLatents = at::cat(means);
    m_validationHints = m_hint == Hint::none ? at::Tensor() : at::cat(hints);
    m_validationIds = m_tokens.ids(captions);
}

double UNetTask::validate()
{
    const at::NoGradGuard noGrad;
    const AveragedScope averaged(averagedNetworks());
    openValidation();
    const std::int64_t count = m_validationLatents.size(0);
    const at::Tensor steps = evenSteps(count, m_levels.count());
    const at::Tensor drawn =
        StepRandom(m_run.seed, 0, purpose::validationNoise).normal(m_validationLatents.sizes());
    const at::Tensor noised = m_levels.noised(m_validationLatents, drawn, steps);
    const at::Tensor target = m_levels.target(m_validationLatents, drawn, steps);
    double sum = 0;
    for (std::int64_t i = 0; i < count; i += m_run.batch) {
        const std::int64_t n = std::min(m_run.batch, count - i);
        const at::Tensor some = steps.narrow(0, i, n);
        const at::Tensor hint = m_validationHints.defined() ? m_validationHints.narrow(0, i, n) : at::Tensor();
        const at::Tensor output = predict(
            noised.narrow(0, i, n), m_levels.networkTime(some), contextOf(m_validationIds.narrow(0, i, n)), hint);
        sum += double(n)
            * weightedSquaredError(output, target.narrow(0, i, n), m_timesteps.weights(some)).item<double>();
    }
    return sum / double(count);
}

/// What the config's prompts give; of a model that goes by something, the first pictures of the fixed set, under
/// each its hint, and under that what is drawn from hint and caption.
Image UNetTask::sheet()
{
    const at::NoGradGuard noGrad;
    const AveragedScope averaged(averagedNetworks());
    const SheetSettings& sheet = m_settings.sheet;
    at::Tensor ids, hint, shownHint;
    if (m_hint == Hint::none) {
        ids = m_tokens.ids(sheet.prompts);
    } else {
        openValidation();
        ids = m_validationIds.narrow(0, 0, m_shown.size(0));
        shownHint = m_validationHints.narrow(0, 0, m_shown.size(0));
        hint = shownHint.repeat({2, 1, 1, 1});
    }
    const at::Tensor empty = m_tokens.ids({""}).expand(ids.sizes());
    const std::int64_t side = m_run.data.size / m_vae.shape.factor();
    const at::Tensor latents = drawnLatents(sheet, ModelSampling(m_scheduler, m_settings.prediction), m_scheduler,
        contextOf(at::cat({empty, ids})), {m_vae.shape.latentChannels, side, side},
        [&](const at::Tensor& x, const at::Tensor& t, const at::Tensor& context) {
            return predict(x, t, context, hint);
        });
    const at::Tensor pictures = m_vae.decode(latents, m_run.dtype);
    if (m_hint == Hint::none)
        return contactSheet(pictures, 4);
    return contactSheet(
        at::cat({m_shown, shownHints(m_hint, shownHint, m_shown), pictures}), int(m_shown.size(0)));
}

void UNetTask::exportTo(const std::filesystem::path& folder, at::ScalarType dtype)
{
    const at::NoGradGuard noGrad;
    if (m_control)
        writeNetworkFolder(folder, Part::controlNet, {m_controlStart.config, m_control->averaged()}, dtype);
    else
        exportModel(folder, dtype);
}

void UNetTask::exportModel(const std::filesystem::path& folder, at::ScalarType dtype) const
{
    using nlohmann::json;
    writeNetworkFolder(folder / "unet", Part::unet, {m_unetStart.config, m_unet.averaged()}, dtype);
    writeNetworkFolder(folder / "text_encoder", Part::textEncoder, {m_textStart.config, m_text.averaged()}, dtype);
    writeNetworkFolder(folder / "vae", Part::vae, m_vae.network, dtype);
    copyTokenizer(m_settings.start.textFolder() / "tokenizer", folder / "tokenizer");
    writeJson(folder / "scheduler" / "scheduler_config.json", m_scheduler);
    const json nothing{nullptr, nullptr};
    json index{{"feature_extractor", nothing}, {"scheduler", {"diffusers", m_scheduler.at("_class_name")}},
        {"text_encoder", {"transformers", "CLIPTextModel"}}, {"tokenizer", {"transformers", "CLIPTokenizer"}},
        {"unet", {"diffusers", "UNet2DConditionModel"}}, {"vae", {"diffusers", "AutoencoderKL"}}};
    const std::filesystem::path& estimator = m_settings.start.estimator;
    if (m_hint == Hint::depth) {
        index.update({{"_class_name", "StableDiffusionDepth2ImgPipeline"}, {"depth_estimator", nothing}});
        if (!estimator.empty()) {
            index["depth_estimator"] = {"transformers", "DPTForDepthEstimation"};
            index["feature_extractor"] = {"transformers", "DPTImageProcessor"};
            copyEstimator(estimator, folder);
        }
    }
    if (m_hint != Hint::depth)
        index.update(
            {{"_class_name", m_hint == Hint::hole ? "StableDiffusionInpaintPipeline" : "StableDiffusionPipeline"},
                {"image_encoder", nothing}, {"requires_safety_checker", false}, {"safety_checker", nothing}});
    writeJson(folder / "model_index.json", index);
}

} // namespace tarn
