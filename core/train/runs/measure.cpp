#include "batches.h"
#include "sample_sheet.h"
#include "start_parts.h"

#include <base/cpu.h>
#include <base/error.h>
#include <nn/stop.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/picture_job.h>
#include <train/classifier.h>

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

    at::Tensor features() const { return at::cat(m_features); }
    at::Tensor answers() const { return at::cat(m_answers); }
    void forget()
    {
        m_features.clear();
        m_answers.clear();
    }

private:
    ClassifierFolder m_classifier;
    WeightTable m_table;
    std::vector<at::Tensor> m_features, m_answers;
};

void lookAtScenes(Eye& eye, std::uint64_t firstSeed, int count, int batch)
{
    DataSettings data;
    data.firstSeed = firstSeed;
    data.count = count;
    data.size = eye.size();
    const auto source = openExamples(data, {});
    ExampleStream stream(*source, std::nullopt, 2, 0);
    for (int i = 0; i < count; i += batch) {
        stopPoint();
        eye.look(pixelsOf(stream.next(std::min(batch, count - i)), at::kFloat));
    }
}

void lookAtPictures(Eye& eye, const MeasureSettings& settings, const std::vector<std::string>& captions,
    const std::function<void(int, int)>& report)
{
    Checkpoint checkpoint = Checkpoint::open(settings.model);
    const DiffusionModel::Blueprint blueprint = DiffusionModel::inspect(checkpoint);
    const at::ScalarType dtype = settings.fast && hasFastBf16() ? at::kBFloat16 : at::kFloat;
    const int side = preferredSide(blueprint, checkpoint) / blueprint.vae.factor();
    if (blueprint.unet.inChannels != blueprint.vae.latentChannels)
        throw StudioError(
            "\"" + settings.model.string() + "\" does not draw from text alone; measure another model.");
    const DiffusionModel model(std::move(checkpoint), blueprint, {dtype, "auto"});
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
            model.encodeText(tokens.ids(texts), 0), {blueprint.vae.latentChannels, side, side},
            [&model](const at::Tensor& x, const at::Tensor& t, const at::Tensor& context) {
                return model.predict({x, t, context, {}});
            });
        eye.look(model.decode(latents).clamp(-1, 1));
        report(i + n, settings.count);
    }
}

AttributeMeasure measured(
    const at::Tensor& stated, const at::Tensor& scenes, const at::Tensor& pictures, std::int64_t values)
{
    AttributeMeasure result;
    const at::Tensor known = stated >= 0;
    const double count = known.sum().item<double>();
    result.stated = int(count);
    if (count == 0)
        return result;
    const auto right = [&](const at::Tensor& answers) {
        return (answers == stated).logical_and(known).sum().item<double>() / count;
    };
    result.scenes = right(scenes);
    result.pictures = right(pictures);
    result.commonest = at::bincount(stated.masked_select(known), {}, values).max().item<double>() / count;
    return result;
}

} // namespace

MeasureReport measureModel(
    const MeasureSettings& settings, std::stop_token stop, const std::function<void(int, int)>& report)
{
    const c10::InferenceMode inference;
    const StopScope listening(std::move(stop));
    Eye eye(settings.classifier);
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
    lookAtPictures(eye, settings, captions, report);
    const at::Tensor pictureFeatures = eye.features(), pictureAnswers = eye.answers();
    eye.forget();
    lookAtScenes(eye, settings.firstSeed, settings.count, settings.batch);
    const at::Tensor sceneFeatures = eye.features(), sceneAnswers = eye.answers();
    eye.forget();
    lookAtScenes(eye, settings.firstSeed + std::uint64_t(settings.count), settings.renders, settings.batch);

    MeasureReport result;
    const at::Tensor stated = labelTensor(labels);
    for (std::size_t i = 0; i < attributeCount; ++i) {
        const auto column = std::int64_t(i);
        result.attributes[i] = measured(stated.select(1, column), sceneAnswers.select(1, column),
            pictureAnswers.select(1, column), attributeSizes()[i]);
    }
    result.distance = frechetDistance(pictureFeatures, eye.features());
    result.floor = frechetDistance(sceneFeatures, eye.features());
    return result;
}

} // namespace tarn
