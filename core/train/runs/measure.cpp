#include "batches.h"
#include "sample_sheet.h"
#include "start_parts.h"

#include <base/cpu.h>
#include <base/error.h>
#include <nn/stop.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/picture_job.h>
#include <train/classifier.h>
#include <train/picture_quality.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <runs/measure.h>

#include <algorithm>

namespace tarn {
namespace {

/// Pictures at the classifier's size -> features, and what it finds [N, attributes].
class Eye {
public:
    explicit Eye(const std::filesystem::path& folder)
        : m_classifier(readClassifier(folder, attributeSizes()))
    {
        for (const auto& [name, tensor] : m_classifier.tensors) {
            const at::Tensor wide = tensor.to(at::kFloat);
            m_table.insert(name, wide.dim() == 4 ? wide.contiguous(at::MemoryFormat::ChannelsLast) : wide);
        }
    }

    int size() const { return m_classifier.size; }

    void look(const at::Tensor& pixels)
    {
        at::Tensor seen = pixels.to(at::kFloat);
        if (seen.size(2) != size() || seen.size(3) != size())
            seen = at::_upsample_bicubic2d_aa(seen, {size(), size()}, false);
        const Weights w(m_table);
        const at::Tensor found = classifierFeatures(w, seen.contiguous(at::MemoryFormat::ChannelsLast));
        m_features.push_back(found.narrow(1, 0, found.size(1) / 5)); // of the whole picture
        const at::Tensor logits = classified(w, found);
        std::vector<at::Tensor> answers;
        std::int64_t start = 0;
        for (const std::int64_t count : attributeSizes()) {
            answers.push_back(logits.narrow(1, start, count).argmax(1));
            start += count;
        }
        m_answers.push_back(at::stack(answers, 1));
    }

    /// Of what was looked at since the last call: features [N, F], answers [N, attributes].
    std::pair<at::Tensor, at::Tensor> seen()
    {
        const std::pair<at::Tensor, at::Tensor> all{at::cat(m_features), at::cat(m_answers)};
        m_features.clear();
        m_answers.clear();
        return all;
    }

private:
    ClassifierFolder m_classifier;
    WeightTable m_table;
    std::vector<at::Tensor> m_features, m_answers;
};

/// Calls `use` with `count` scenes from `firstSeed` on, a batch at a time: [n, 3, size, size] fp32.
void forScenes(std::uint64_t firstSeed, int count, int size, int batch,
    const std::function<void(const at::Tensor& pixels)>& use)
{
    DataSettings data;
    data.firstSeed = firstSeed;
    data.count = count;
    data.size = size;
    const auto source = openExamples(data, {});
    ExampleStream stream(*source, std::nullopt, 2, 0);
    for (int i = 0; i < count; i += batch) {
        stopPoint();
        use(pixelsOf(stream.next(std::min(batch, count - i)), at::kFloat));
    }
}

/// Of a model that draws from text alone. Throws StudioError for another.
DiffusionModel::Blueprint blueprintOf(const Checkpoint& checkpoint)
{
    DiffusionModel::Blueprint blueprint = DiffusionModel::inspect(checkpoint);
    if (blueprint.unet.inChannels != blueprint.vae.latentChannels)
        throw StudioError("\"" + checkpoint.description().path.string()
            + "\" does not draw from text alone; measure another model.");
    return blueprint;
}

DiffusionModel loadedModel(const std::filesystem::path& folder, bool fast)
{
    Checkpoint checkpoint = Checkpoint::open(folder);
    const DiffusionModel::Blueprint blueprint = blueprintOf(checkpoint);
    return DiffusionModel(
        std::move(checkpoint), blueprint, {fast && hasFastBf16() ? at::kBFloat16 : at::kFloat, "auto"});
}

void lookAtPictures(Eye& eye, const MeasureSettings& settings, const DiffusionModel& model,
    const std::vector<std::string>& captions, const std::function<void(int)>& report)
{
    const VaeShape& vae = model.blueprint().vae;
    const int side = preferredSide(model.blueprint(), model.checkpoint()) / vae.factor();
    const CaptionTokens tokens(model.tokenizer());
    SheetSettings sheet;
    sheet.steps = settings.steps;
    sheet.guidance = settings.guidance;
    for (int i = 0; i < settings.count; i += settings.batch) {
        stopPoint();
        const int n = std::min(settings.batch, settings.count - i);
        std::vector<std::string> texts(std::size_t(n), "");
        texts.insert(texts.end(), captions.begin() + i, captions.begin() + i + n);
        sheet.seed = std::uint64_t(1 + i);
        const at::Tensor latents = drawnLatents(sheet, model.sampling(), model.checkpoint().schedulerConfig(),
            model.encodeText(tokens.ids(texts), 0), {vae.latentChannels, side, side},
            [&model](const at::Tensor& x, const at::Tensor& t, const at::Tensor& context) {
                return model.predict({x, t, context, {}});
            });
        eye.look(model.decode(latents).clamp(-1, 1));
        report(i + n);
    }
}

/// The model's VAE on the scenes that drawn pictures are compared with, whose features are `originals`.
void measureVae(ModelMeasure& result, Eye& eye, const MeasureSettings& settings, const DiffusionModel& model,
    const at::Tensor& originals)
{
    std::vector<at::Tensor> noise, similarity;
    forScenes(settings.firstSeed + std::uint64_t(settings.count), settings.renders,
        preferredSide(model.blueprint(), model.checkpoint()), settings.batch, [&](const at::Tensor& pixels) {
            const at::Tensor left = model.decode(model.encode(pixels, {})).clamp(-1, 1);
            noise.push_back(signalToNoise(left, pixels));
            similarity.push_back(structuralSimilarity(left, pixels));
            eye.look(left);
        });
    result.signalToNoise = at::cat(noise).mean().item<double>();
    result.similarity = at::cat(similarity).mean().item<double>();
    result.vaeDistance = frechetDistance(eye.seen().first, originals);
}

/// Fraction of what is stated that was answered.
double right(const at::Tensor& answers, const at::Tensor& stated)
{
    const at::Tensor known = stated >= 0;
    const double count = known.sum().item<double>();
    return count > 0 ? (answers == stated).logical_and(known).sum().item<double>() / count : 0;
}

AttributeMeasure measured(const at::Tensor& answers, const at::Tensor& stated, std::int64_t values)
{
    AttributeMeasure result;
    const at::Tensor known = stated.masked_select(stated >= 0);
    result.stated = int(known.numel());
    if (result.stated == 0)
        return result;
    result.scenes = right(answers, stated);
    result.commonest = at::bincount(known, {}, values).max().item<double>() / result.stated;
    return result;
}

} // namespace

MeasureReport measureModels(
    const MeasureSettings& settings, std::stop_token stop, const std::function<void(int, int)>& report)
{
    const c10::InferenceMode inference;
    const StopScope listening(std::move(stop));
    Eye eye(settings.classifier);
    for (const std::filesystem::path& folder : settings.models)
        blueprintOf(Checkpoint::open(folder)); // before minutes are spent on the first
    DataSettings data;
    data.firstSeed = settings.firstSeed;
    data.count = settings.count;
    const auto source = openExamples(data, {.caption = true});
    std::vector<std::string> captions;
    std::vector<Labels> labels;
    for (int i = 0; i < settings.count; ++i) {
        captions.push_back(source->caption(i, 0));
        labels.push_back(source->stated(i, 0));
    }
    const at::Tensor stated = labelTensor(labels);
    const auto look = [&eye](const at::Tensor& pixels) { eye.look(pixels); };
    forScenes(settings.firstSeed, settings.count, eye.size(), settings.batch, look);
    const auto [sceneFeatures, sceneAnswers] = eye.seen();
    forScenes(
        settings.firstSeed + std::uint64_t(settings.count), settings.renders, eye.size(), settings.batch, look);
    const at::Tensor otherFeatures = eye.seen().first;

    MeasureReport result;
    for (std::size_t i = 0; i < attributeCount; ++i)
        result.attributes[i] = measured(
            sceneAnswers.select(1, std::int64_t(i)), stated.select(1, std::int64_t(i)), attributeSizes()[i]);
    result.floor = frechetDistance(sceneFeatures, otherFeatures);
    for (const std::filesystem::path& folder : settings.models) {
        const DiffusionModel model = loadedModel(folder, settings.fast);
        const int before = int(result.models.size()) * settings.count;
        ModelMeasure& of = result.models.emplace_back();
        measureVae(of, eye, settings, model, otherFeatures);
        lookAtPictures(eye, settings, model, captions,
            [&](int done) { report(before + done, int(settings.models.size()) * settings.count); });
        const auto [features, answers] = eye.seen();
        for (std::size_t i = 0; i < attributeCount; ++i)
            of.found[i] = right(answers.select(1, std::int64_t(i)), stated.select(1, std::int64_t(i)));
        of.distance = frechetDistance(features, otherFeatures);
    }
    return result;
}

} // namespace tarn
