#include "vae_task.h"

#include "random_purpose.h"
#include "sample_sheet.h"

#include <base/error.h>
#include <train/discriminator.h>
#include <train/initial_networks.h>
#include <train/losses.h>
#include <train/picture_quality.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstdio>

namespace tarn {
namespace {

bool isEncoders(const std::string& name)
{
    return name.starts_with("encoder.") || name.starts_with("quant_conv.");
}

NetworkFolder randomVae(SettingsReader reader, const RunSettings& run)
{
    VaePlan plan;
    plan.sampleSize = run.data.size;
    plan.channels = reader.integers("channels", {32, 64, 128, 128}, 1, 8'192, 8);
    plan.blocks = int(reader.integer("blocks", 1, 1, 16));
    plan.groups = int(reader.integer("groups", 16, 1, 8'192));
    plan.latentChannels = int(reader.integer("latent_channels", 4, 1, 64));
    plan.attends = reader.flag("attends", true);
    for (const std::int64_t channels : plan.channels)
        if (channels % plan.groups != 0)
            reader.refuse("channels",
                "must be multiples of vae.groups (" + std::to_string(plan.groups) + "), which "
                    + std::to_string(channels) + " is not");
    reader.finish();
    return initialVae(plan, run.seed);
}

/// Without a KL term nothing holds the posterior's deviations at a width that means anything, so there are none:
/// where the encoder's last layer says the logarithms of the variances, it says -30 (what diffusers clamps them
/// to) for whatever picture. Their gradients are 0 where latents are their means, so they stay.
void fixDeviations(NetworkFolder& vae)
{
    const std::string last = vae.tensors.contains("quant_conv.weight") ? "quant_conv" : "encoder.conv_out";
    for (const auto& [name, value] : {std::pair(".weight", 0.0), std::pair(".bias", -30.0)}) {
        at::Tensor& tensor = vae.tensors.at(last + name);
        tensor = tensor.clone();
        const std::int64_t latents = tensor.size(0) / 2;
        tensor.narrow(0, latents, latents).fill_(value);
    }
}

} // namespace

VaeTask::Settings VaeTask::read(SettingsReader& reader)
{
    Settings settings;
    settings.decoderOnly = reader.flag("decoder_only", false);
    SettingsReader loss = reader.object("loss");
    settings.absolute = loss.number("absolute", settings.absolute, 0, 1000);
    settings.squared = loss.number("squared", settings.squared, 0, 1000);
    settings.gradient = loss.number("gradient", settings.gradient, 0, 1000);
    settings.scales = int(loss.integer("scales", settings.scales, 1, 8));
    settings.kl = loss.number("kl", settings.kl, 0, 10);
    settings.latentNoise = loss.number("latent_noise", 0, 0, 1);
    if (settings.absolute + settings.squared + settings.gradient <= 0)
        loss.refuse("absolute", "squared and gradient are all 0; give at least one of them a weight");
    loss.finish();
    if (reader.has("discriminator")) {
        SettingsReader judge = reader.object("discriminator");
        settings.judgeFrom = judge.integer("from", 0, 0, 100'000'000);
        settings.judgeWeight = judge.number("weight", settings.judgeWeight, 0, 100);
        settings.judgeRate = judge.number("rate", settings.judgeRate, 0.0001, 1000);
        settings.judgeWidth = int(judge.integer("width", settings.judgeWidth, 8, 512));
        if (settings.judgeWidth % 8 != 0)
            judge.refuse("width", "must be a multiple of 8");
        judge.finish();
    }
    return settings;
}

/// From zero where the config gives sizes, else what start names.
NetworkFolder VaeTask::startVae(const RunSettings& run, SettingsReader& reader, const Settings& settings)
{
    const StartSettings start = StartSettings::read(reader.object("start"));
    const bool isRandom = reader.has("vae") || (start.vae.empty() && start.model.empty());
    if (isRandom && settings.decoderOnly)
        reader.refuse("decoder_only", "needs a VAE to start from; name it as start.vae or start.model");
    NetworkFolder vae =
        isRandom ? randomVae(reader.object("vae"), run) : readNetworkFolder(start.vaeFolder(), Part::vae);
    if (settings.isPlain())
        fixDeviations(vae);
    return vae;
}

VaeTask::VaeTask(const RunSettings& run, SettingsReader& reader)
    : m_run(run)
    , m_settings(read(reader))
    , m_start(startVae(run, reader, m_settings))
    , m_vae(m_start.tensors, run.dtype,
          [this](const std::string& name) { return !m_settings.decoderOnly || !isEncoders(name); })
    , m_shape(VaeShape::detect(Weights(m_vae.table()), m_start.config))
    , m_data(run, {})
{
    SettingsReader sheets = reader.object("sheets");
    sheets.has("every");
    sheets.finish();
    if (!m_shape.hasEncoder)
        throw ModelError("The VAE to start from has no encoder; choose one that has.");
    if (run.data.size % m_shape.factor() != 0)
        reader.refuse("data.size", "must be a multiple of " + std::to_string(m_shape.factor()) + " for this VAE");
    if (m_settings.judgeFrom < 0)
        return;
    if (run.data.size < 32)
        reader.refuse("data.size", "must be at least 32 with a discriminator");
    m_judge.emplace(initialDiscriminator(m_settings.judgeWidth, run.seed), run.dtype);
    m_fixedJudge = fixedJudge();
}

WeightTable VaeTask::fixedJudge() const
{
    WeightTable table;
    for (const LearningTensor& tensor : m_judge->learning())
        table.insert(tensor.name, tensor.computed.detach()); // the same memory
    return table;
}

std::vector<LearningNetwork> VaeTask::networks()
{
    std::vector<LearningNetwork> all{{"vae", &m_vae, m_run.optimizer, 1, [](const LearningTensor& tensor) {
                                          return tensor.master.dim() > 1
                                              && tensor.name.find("conv_in") == std::string::npos
                                              && tensor.name.find("conv_out") == std::string::npos;
                                      }}};
    if (m_judge)
        all.push_back({"discriminator", &*m_judge, m_run.optimizer, m_settings.judgeRate});
    return all;
}

std::vector<std::string> VaeTask::measures() const
{
    std::vector<std::string> names{"absolute", "edges", "kl"};
    if (m_judge)
        names.insert(names.end(), {"adversarial", "discriminator"});
    return names;
}

/// A sample of the posterior for the decoder, or its mean where it has no width.
at::Tensor VaeTask::encoded(const at::Tensor& pixels, const Pass& pass, at::Tensor& kl) const
{
    StepRandom random = pass.random(purpose::posterior), more = pass.random(purpose::decoderNoise);
    const at::AutoGradMode learns(!m_settings.decoderOnly);
    const LatentDistribution latents = vaeEncode(Weights(m_vae.table()), m_shape, pixels);
    kl = klDivergence(latents);
    at::Tensor z = m_settings.isPlain() ? latents.mean : drawnFrom(latents, random.normal(latents.mean.sizes()));
    if (m_settings.latentNoise > 0) {
        const double deviation = m_settings.latentNoise * z.detach().to(at::kFloat).std().item<double>();
        z = z + (more.normal(z.sizes()) * deviation).to(z.scalar_type());
    }
    return z;
}

std::vector<double> VaeTask::learn(const Pass& pass)
{
    const at::Tensor pixels = pixelsOf(m_data.next(m_run.batch), m_run.dtype);
    at::Tensor kl;
    const at::Tensor z = encoded(pixels, pass, kl);
    const at::Tensor picture = vaeDecode(Weights(m_vae.table()), m_shape, z);
    const at::Tensor absolute = absoluteError(picture, pixels);
    const at::Tensor edges = gradientError(picture, pixels, m_settings.scales);
    at::Tensor loss = m_settings.absolute * absolute + m_settings.gradient * edges;
    if (m_settings.squared > 0)
        loss = loss + m_settings.squared * (picture.to(at::kFloat) - pixels.to(at::kFloat)).square().mean();
    at::Tensor total = loss;
    if (!m_settings.decoderOnly && m_settings.kl > 0)
        total = total + m_settings.kl * kl;
    const double reconstruction = total.item<double>();
    std::vector<double> values{reconstruction, absolute.item<double>(), edges.item<double>(), kl.item<double>()};
    if (m_judge && pass.step >= m_settings.judgeFrom) {
        const at::Tensor answer = -patchDiscriminator(Weights(m_fixedJudge), picture).to(at::kFloat).mean();
        const at::Tensor& last = Weights(m_vae.table()).at("decoder.conv_out.weight").dense();
        const double weight = m_settings.judgeWeight * adaptiveWeight(loss, answer, last);
        const Weights judge(m_judge->table());
        const at::Tensor judged =
            discriminatorError(patchDiscriminator(judge, pixels), patchDiscriminator(judge, picture.detach()));
        // One backward for both: no part of the graph leads from one loss to the other's weights.
        total = total + weight * answer + judged;
        values.insert(values.end(), {answer.item<double>(), judged.item<double>()});
    } else if (m_judge) {
        values.insert(values.end(), {0, 0});
    }
    (total / double(pass.parts)).backward();
    return values;
}

at::Tensor VaeTask::validationPixels() const { return pixelsOf(m_data.validationItems(), m_run.dtype); }

/// From the latents' means; fp32.
at::Tensor VaeTask::reconstructed(const at::Tensor& pixels) const
{
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> parts;
    for (const at::Tensor& some : pixels.split(m_run.batch)) {
        const Weights w(m_vae.table());
        const at::Tensor mean = vaeEncode(w, m_shape, some.contiguous(at::MemoryFormat::ChannelsLast)).mean;
        parts.push_back(vaeDecode(w, m_shape, mean).to(at::kFloat));
    }
    return at::cat(parts);
}

double VaeTask::validate()
{
    const AveragedScope averaged({&m_vae});
    const at::Tensor pixels = validationPixels();
    const at::Tensor picture = reconstructed(pixels);
    return m_settings.absolute * absoluteError(picture, pixels).item<double>()
        + m_settings.squared * (picture - pixels.to(at::kFloat)).square().mean().item<double>()
        + m_settings.gradient * gradientError(picture, pixels, m_settings.scales).item<double>();
}

/// Rows of eight pictures, and under each what is left of it.
Image VaeTask::sheet()
{
    const AveragedScope averaged({&m_vae});
    const at::Tensor all = validationPixels();
    const at::Tensor pixels = all.narrow(0, 0, std::min<std::int64_t>(16, all.size(0)));
    const at::Tensor pictures = reconstructed(pixels);
    std::vector<at::Tensor> rows;
    for (std::int64_t i = 0; i < pixels.size(0); i += 8) {
        const std::int64_t n = std::min<std::int64_t>(8, pixels.size(0) - i);
        rows.push_back(pixels.narrow(0, i, n).to(at::kFloat));
        rows.push_back(pictures.narrow(0, i, n));
    }
    return contactSheet(at::cat(rows), int(std::min<std::int64_t>(8, pixels.size(0))));
}

void VaeTask::exportTo(const std::filesystem::path& folder, at::ScalarType dtype)
{
    NetworkFolder trained{m_start.config, {}};
    if (!m_settings.decoderOnly) {
        // The UNet's latents have a deviation of 1.
        const AveragedScope averaged({&m_vae});
        const at::NoGradGuard noGrad;
        if (!m_data.isOpen())
            m_data.open(0, true, [](const std::string&) {});
        const at::Tensor pixels = validationPixels();
        std::vector<at::Tensor> drawn;
        StepRandom random(m_run.seed, 0, purpose::scaleNoise);
        for (const at::Tensor& some : pixels.split(m_run.batch)) {
            const LatentDistribution latents =
                vaeEncode(Weights(m_vae.table()), m_shape, some.contiguous(at::MemoryFormat::ChannelsLast));
            drawn.push_back(drawnFrom(latents, random.normal(latents.mean.sizes())).to(at::kFloat));
        }
        trained.config["scaling_factor"] = 1 / std::max(1e-6, at::cat(drawn).std().item<double>());
    }
    trained.tensors = m_vae.averaged();
    writeNetworkFolder(folder, Part::vae, trained, dtype);
}

std::string VaeTask::summary()
{
    const AveragedScope averaged({&m_vae});
    const at::Tensor pixels = validationPixels();
    char text[120];
    std::snprintf(text, sizeof text, "%lld held-out pictures come back with a PSNR of %.2f dB.",
        static_cast<long long>(pixels.size(0)),
        signalToNoise(reconstructed(pixels), pixels).mean().item<double>());
    return text;
}

} // namespace tarn
