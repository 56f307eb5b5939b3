#include "tiny_vae_task.h"

#include "random_purpose.h"
#include "sample_sheet.h"

#include <models/taesd.h>
#include <train/initial_networks.h>
#include <train/losses.h>
#include <train/picture_quality.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstdio>

namespace tarn {
namespace {

constexpr int scales = 3;
constexpr double edgeWeight = 0.5, latentWeight = 0.1;

} // namespace

NetworkFolder TinyVaeTask::startNetwork(const RunSettings& run, const FrozenVae& teacher, SettingsReader reader)
{
    TinyVaePlan plan;
    plan.latentChannels = teacher.shape.latentChannels;
    plan.width = int(reader.integer("width", plan.width, 1, 1'024));
    plan.blocks = int(reader.integer("blocks", plan.blocks, 1, 16));
    plan.halvings = teacher.shape.levels - 1;
    reader.finish();
    return initialTinyVae(plan, run.seed);
}

TinyVaeTask::TinyVaeTask(const RunSettings& run, SettingsReader& reader)
    : m_run(run)
    , m_teacher(StartSettings::read(reader.object("start")).vaeFolder(), run.dtype)
    , m_start(startNetwork(run, m_teacher, reader.object("tae")))
    , m_network(m_start.tensors, run.dtype)
    , m_data(run, {})
{
    SettingsReader sheets = reader.object("sheets");
    sheets.has("every");
    sheets.finish();
    if (run.data.size % m_teacher.shape.factor() != 0)
        reader.refuse(
            "data.size", "must be a multiple of " + std::to_string(m_teacher.shape.factor()) + " for this VAE");
}

std::vector<LearningNetwork> TinyVaeTask::networks()
{
    return {{"tae", &m_network, m_run.optimizer, 1, [](const LearningTensor& tensor) {
                 return tensor.master.dim() > 1 && tensor.master.size(0) == tensor.master.size(1);
             }}};
}

/// What the teacher makes of `pixels`, and what the network makes of the same; `noise` draws from the posterior.
TinyVaeTask::Compared TinyVaeTask::compared(const at::Tensor& pixels, const at::Tensor& noise) const
{
    Compared both;
    at::Tensor mean;
    {
        const at::NoGradGuard noGrad;
        const auto [middle, deviation] = m_teacher.encode(pixels);
        mean = middle;
        both.latents = middle + deviation * noise;
        both.wanted = m_teacher.decode(both.latents, m_run.dtype).clamp(-1, 1);
    }
    const Weights w(m_network.table());
    const auto computed = [this](const at::Tensor& x) {
        return x.to(m_run.dtype).contiguous(at::MemoryFormat::ChannelsLast);
    };
    both.decoded = taesdDecode(w, computed(both.latents)).to(at::kFloat);
    both.encoded = taesdEncode(w, computed(pixels)).to(at::kFloat);
    both.latents = mean;
    return both;
}

std::vector<double> TinyVaeTask::learn(const Pass& pass)
{
    const at::Tensor pixels = pixelsOf(m_data.next(m_run.batch), m_run.dtype);
    StepRandom random = pass.random(purpose::posterior);
    const std::int64_t factor = m_teacher.shape.factor();
    const Compared both = compared(pixels,
        random.normal(
            {pixels.size(0), m_teacher.shape.latentChannels, pixels.size(2) / factor, pixels.size(3) / factor}));
    const at::Tensor absolute = absoluteError(both.decoded, both.wanted);
    const at::Tensor edges = gradientError(both.decoded, both.wanted, scales);
    const at::Tensor latents = (both.encoded - both.latents).square().mean();
    const at::Tensor loss = absolute + edgeWeight * edges + latentWeight * latents;
    (loss / double(pass.parts)).backward();
    return {loss.item<double>(), absolute.item<double>(), edges.item<double>(), latents.item<double>()};
}

/// From the latents' means.
TinyVaeTask::Compared TinyVaeTask::comparedFixedSet() const
{
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> wanted, decoded, latents, encoded;
    for (const at::Tensor& some : pixelsOf(m_data.validationItems(), m_run.dtype).split(m_run.batch)) {
        const Compared both =
            compared(some.contiguous(at::MemoryFormat::ChannelsLast), at::zeros({1}, at::kFloat));
        wanted.push_back(both.wanted);
        decoded.push_back(both.decoded);
        latents.push_back(both.latents);
        encoded.push_back(both.encoded);
    }
    return {at::cat(wanted), at::cat(decoded), at::cat(latents), at::cat(encoded)};
}

double TinyVaeTask::validate()
{
    const AveragedScope averaged({&m_network});
    const Compared both = comparedFixedSet();
    return absoluteError(both.decoded, both.wanted).item<double>()
        + edgeWeight * gradientError(both.decoded, both.wanted, scales).item<double>()
        + latentWeight * (both.encoded - both.latents).square().mean().item<double>();
}

/// A row as the teacher decodes it, and under it the same latents decoded by the network.
Image TinyVaeTask::sheet()
{
    const AveragedScope averaged({&m_network});
    const Compared both = comparedFixedSet();
    const std::int64_t shown = std::min<std::int64_t>(8, both.wanted.size(0));
    return contactSheet(at::cat({both.wanted.narrow(0, 0, shown), both.decoded.narrow(0, 0, shown)}), int(shown));
}

void TinyVaeTask::exportTo(const std::filesystem::path& folder, at::ScalarType dtype)
{
    writeNetworkFolder(folder, Part::taesd, {m_start.config, m_network.averaged()}, dtype);
}

std::string TinyVaeTask::summary()
{
    const AveragedScope averaged({&m_network});
    const Compared both = comparedFixedSet();
    const double decibels = signalToNoise(both.decoded.clamp(-1, 1), both.wanted).mean().item<double>();
    char text[160];
    std::snprintf(text, sizeof text,
        "%lld held-out pictures look like the large decoder's with a PSNR of %.2f dB.",
        static_cast<long long>(both.wanted.size(0)), decibels);
    return text;
}

} // namespace tarn
