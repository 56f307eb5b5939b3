#include "estimator_task.h"

#include "hint_channels.h"
#include "sample_sheet.h"
#include "start_parts.h"

#include <train/initial_networks.h>
#include <train/losses.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstdio>

namespace tarn {
namespace {

constexpr int scales = 3;
constexpr double edgeWeight = 0.5;

} // namespace

NetworkFolder EstimatorTask::startNetwork(const RunSettings& run, SettingsReader reader)
{
    DptPlan plan;
    plan.sampleSize = run.data.size;
    plan.channels = reader.integers("channels", plan.channels, 1, 8'192, 3);
    plan.depths = reader.integers("depths", plan.depths, 1, 64, 3);
    plan.stem = int(reader.integer("stem", plan.stem, 1, 8'192));
    plan.groups = int(reader.integer("groups", plan.groups, 1, 8'192));
    plan.width = int(reader.integer("width", plan.width, 1, 8'192));
    plan.layers = int(reader.integer("layers", plan.layers, 2, 64));
    plan.heads = int(reader.integer("heads", plan.heads, 1, 256));
    plan.fusion = int(reader.integer("fusion", plan.fusion, 2, 8'192));
    if (run.data.size % 32 != 0)
        reader.refuse("size", "of the pictures, data.size, must be a multiple of 32 for an estimator");
    if (plan.channels.size() != 3 || plan.depths.size() != 3)
        reader.refuse("channels", "and depths must have a value for each of three stages");
    for (const std::int64_t channels : plan.channels)
        if (channels % 32 != 0 || channels / 4 % plan.groups != 0)
            reader.refuse("channels", "must be multiples of 32, and a quarter of each a multiple of groups");
    if (plan.stem % plan.groups != 0)
        reader.refuse("stem", "must be a multiple of groups");
    if (plan.width % plan.heads != 0)
        reader.refuse("width", "must be a multiple of heads");
    reader.finish();
    return initialDpt(plan, run.seed);
}

EstimatorTask::EstimatorTask(const RunSettings& run, SettingsReader& reader)
    : m_run(run)
    , m_start(startNetwork(run, reader.object("estimator")))
    , m_network(m_start.tensors, run.dtype)
    , m_shape(DptShape::detect(Weights(m_network.table()), m_start.config))
    , m_data(run, {.caption = false, .depth = true, .sketch = false})
{
    SettingsReader sheets = reader.object("sheets");
    sheets.has("every");
    sheets.finish();
}

std::vector<LearningNetwork> EstimatorTask::networks()
{
    return {{"estimator", &m_network, m_run.optimizer, 1, [](const LearningTensor& tensor) {
                 return tensor.master.dim() == 2
                     || (tensor.master.dim() == 4 && !tensor.name.starts_with("head."));
             }}};
}

/// pixels [N, 3, H, W] in -1 … 1, which is what a mean and a deviation of 0.5 make of them -> [N, 1, H, W], fp32
at::Tensor EstimatorTask::estimated(const at::Tensor& pixels) const
{
    return dptDepth(Weights(m_network.table()), m_shape, pixels).to(at::kFloat);
}

std::vector<double> EstimatorTask::learn(const Pass& pass)
{
    const std::vector<ExampleStream::Item> items = m_data.next(m_run.batch);
    const at::Tensor depth = depthMaps(items), estimate = estimated(pixelsOf(items, m_run.dtype));
    const at::Tensor absolute = absoluteError(estimate, depth), edges = gradientError(estimate, depth, scales);
    const at::Tensor loss = absolute + edgeWeight * edges;
    (loss / double(pass.parts)).backward();
    return {loss.item<double>(), absolute.item<double>(), edges.item<double>()};
}

EstimatorTask::Judged EstimatorTask::judgedFixedSet() const
{
    const at::NoGradGuard noGrad;
    const std::vector<ExampleStream::Item> items = m_data.validationItems();
    Judged judged{pixelsOf(items, m_run.dtype), {}, depthMaps(items)};
    std::vector<at::Tensor> estimates;
    for (const at::Tensor& some : judged.pixels.split(m_run.batch))
        estimates.push_back(estimated(some.contiguous(at::MemoryFormat::ChannelsLast)));
    judged.estimates = at::cat(estimates);
    return judged;
}

double EstimatorTask::validate()
{
    const AveragedScope averaged({&m_network});
    const Judged judged = judgedFixedSet();
    return absoluteError(judged.estimates, judged.depth).item<double>()
        + edgeWeight * gradientError(judged.estimates, judged.depth, scales).item<double>();
}

/// A row of pictures, under each its map, and under that the estimate.
Image EstimatorTask::sheet()
{
    const AveragedScope averaged({&m_network});
    const Judged judged = judgedFixedSet();
    const std::int64_t shown = std::min<std::int64_t>(8, judged.pixels.size(0));
    const at::Tensor pixels = judged.pixels.narrow(0, 0, shown).to(at::kFloat);
    const auto picture = [&](const at::Tensor& map) {
        return (map.narrow(0, 0, shown) * 2 - 1).expand(pixels.sizes());
    };
    return contactSheet(at::cat({pixels, picture(judged.depth), picture(judged.estimates)}), int(shown));
}

void EstimatorTask::exportTo(const std::filesystem::path& folder, at::ScalarType dtype)
{
    NetworkFolder trained{m_start.config, m_network.averaged()};
    // transformers' network has them too, and makes no use of them.
    const at::Tensor zero = at::zeros({m_shape.width}, at::kFloat);
    trained.tensors.emplace("dpt.layernorm.weight", zero + 1);
    trained.tensors.emplace("dpt.layernorm.bias", zero);
    for (const char* layer : {"convolution1", "convolution2"})
        for (const char* kind : {".weight", ".bias"}) {
            const std::string name = layer + std::string(kind);
            const at::Tensor& same = trained.tensors.at("neck.fusion_stage.layers.0.residual_layer2." + name);
            trained.tensors.emplace("neck.fusion_stage.layers.0.residual_layer1." + name, at::zeros_like(same));
        }
    writeNetworkFolder(folder, Part::depthEstimator, trained, dtype);
    const int size = m_run.data.size;
    writeJson(folder / "preprocessor_config.json",
        {{"do_normalize", true}, {"do_rescale", true}, {"do_resize", true}, {"ensure_multiple_of", 1},
            {"image_mean", {0.5, 0.5, 0.5}}, {"image_processor_type", "DPTImageProcessor"},
            {"image_std", {0.5, 0.5, 0.5}}, {"keep_aspect_ratio", false}, {"resample", 2},
            {"rescale_factor", 1.0 / 255}, {"size", {{"height", size}, {"width", size}}}});
}

std::string EstimatorTask::summary()
{
    const AveragedScope averaged({&m_network});
    const Judged judged = judgedFixedSet();
    char text[160];
    std::snprintf(text, sizeof text,
        "Of %lld held-out pictures depth is estimated with a mean error of %.4f of 1.",
        static_cast<long long>(judged.pixels.size(0)),
        absoluteError(judged.estimates, judged.depth).item<double>());
    return text;
}

} // namespace tarn
