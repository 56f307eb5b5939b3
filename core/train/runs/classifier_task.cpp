#include "classifier_task.h"

#include <base/error.h>
#include <train/classifier.h>
#include <train/losses.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace tarn {

int ClassifierTask::widthIn(SettingsReader reader)
{
    const int width = int(reader.integer("width", 32, 8, 512));
    if (width % 8 != 0)
        reader.refuse("width", "must be a multiple of 8");
    reader.finish();
    return width;
}

ClassifierTask::ClassifierTask(const RunSettings& run, SettingsReader& reader)
    : m_run(run)
    , m_network(initialClassifier(widthIn(reader.object("classifier")), attributeSizes(), run.seed), run.dtype)
    , m_data(run, {})
{
    SettingsReader sheets = reader.object("sheets");
    sheets.has("every");
    sheets.finish();
    if (run.data.size < 32)
        reader.refuse("data.size", "must be at least 32 for a classifier");
}

std::vector<std::string> ClassifierTask::measures() const
{
    std::vector<std::string> names;
    for (const Attribute attribute : allAttributes)
        names.emplace_back(nameOf(attribute));
    return names;
}

at::Tensor ClassifierTask::logitsOf(const at::Tensor& pixels) const
{
    const Weights w(m_network.table());
    return classified(w, classifierFeatures(w, pixels)).to(at::kFloat);
}

at::Tensor ClassifierTask::labelsOf(
    const ExampleSource& source, const std::vector<ExampleStream::Item>& items) const
{
    std::vector<Labels> labels;
    for (const ExampleStream::Item& item : items)
        labels.push_back(source.labels(item.index));
    return labelTensor(labels);
}

std::vector<double> ClassifierTask::learn(const Pass& pass)
{
    const std::vector<ExampleStream::Item> items = m_data.next(m_run.batch);
    const at::Tensor labels = labelsOf(m_data.source(), items);
    if ((labels < 0).all().item<bool>())
        throw StudioError("Nothing is known about the pictures in \"" + m_run.data.folder.string()
            + "\": a classifier learns from the .json files that tarn scenes writes beside its pictures.");
    const at::Tensor logits = logitsOf(pixelsOf(items, m_run.dtype));
    const at::Tensor loss = labelError(logits, labels, attributeSizes());
    (loss / double(pass.parts)).backward();
    std::vector<double> values{loss.item<double>()};
    for (const double right : labelAccuracy(logits.detach(), labels, attributeSizes()))
        values.push_back(right);
    return values;
}

std::pair<at::Tensor, at::Tensor> ClassifierTask::judgedFixedSet() const
{
    const std::vector<ExampleStream::Item> items = m_data.validationItems();
    std::vector<at::Tensor> logits;
    for (const at::Tensor& some : pixelsOf(items, m_run.dtype).split(m_run.batch))
        logits.push_back(logitsOf(some.contiguous(at::MemoryFormat::ChannelsLast)));
    return {at::cat(logits), labelsOf(m_data.validation(), items)};
}

double ClassifierTask::validate()
{
    const at::NoGradGuard noGrad;
    const AveragedScope averaged({&m_network});
    const auto [logits, labels] = judgedFixedSet();
    return labelError(logits, labels, attributeSizes()).item<double>();
}

std::string ClassifierTask::summary()
{
    const at::NoGradGuard noGrad;
    const AveragedScope averaged({&m_network});
    const auto [logits, labels] = judgedFixedSet();
    return "Of " + std::to_string(labels.size(0)) + " held-out pictures it tells" + rightLabels(logits, labels)
        + " right.";
}

void ClassifierTask::exportTo(const std::filesystem::path& folder, at::ScalarType dtype)
{
    ClassifierFolder classifier{m_run.data.size, {}};
    for (const auto& [name, tensor] : m_network.averaged())
        classifier.tensors.emplace(name, tensor.to(dtype));
    writeClassifier(folder, classifier);
}

} // namespace tarn
