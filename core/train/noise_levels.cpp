#include <base/error.h>
#include <train/noise_levels.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace tarn {
namespace {

/// ModelSampling stands for pure noise with a finite sigma, 4096; here it is exact.
constexpr double pureNoise = 4000;

} // namespace

NoiseLevels::NoiseLevels(const nlohmann::json& schedulerConfig, Prediction prediction)
    : m_prediction(prediction)
{
    if (prediction != Prediction::eps && prediction != Prediction::v && prediction != Prediction::flow)
        throw UsageError("Training knows the predictions eps, v and flow; choose one of them.");
    const std::vector<double> sigmas = ModelSampling(schedulerConfig, prediction).sigmas();
    m_signal = at::empty({std::int64_t(sigmas.size())}, at::kFloat);
    m_noise = at::empty_like(m_signal);
    for (std::size_t i = 0; i < sigmas.size(); ++i) {
        const double sigma = sigmas[i];
        const bool flow = prediction == Prediction::flow;
        const bool pure = !flow && sigma > pureNoise;
        if (pure && prediction == Prediction::eps)
            throw UsageError(
                "The schedule ends in pure noise (rescale_betas_zero_snr), where a network that predicts "
                "eps has nothing to learn; use the prediction v.");
        const double total = std::sqrt(1 + sigma * sigma);
        m_signal[std::int64_t(i)] = flow ? 1 - sigma : pure ? 0 : 1 / total;
        m_noise[std::int64_t(i)] = flow ? sigma : pure ? 1 : sigma / total;
    }
}

at::Tensor NoiseLevels::signalToNoise() const { return (m_signal / m_noise).square(); }

at::Tensor NoiseLevels::networkTime(const at::Tensor& steps) const
{
    return m_prediction == Prediction::flow ? m_noise.index_select(0, steps) * double(count())
                                            : steps.to(at::kFloat);
}

at::Tensor NoiseLevels::at(const at::Tensor& table, const at::Tensor& steps) const
{
    return table.index_select(0, steps).view({-1, 1, 1, 1});
}

at::Tensor NoiseLevels::noised(const at::Tensor& clean, const at::Tensor& noise, const at::Tensor& steps) const
{
    return at(m_signal, steps) * clean + at(m_noise, steps) * noise;
}

at::Tensor NoiseLevels::target(const at::Tensor& clean, const at::Tensor& noise, const at::Tensor& steps) const
{
    if (m_prediction == Prediction::eps)
        return noise;
    if (m_prediction == Prediction::flow)
        return noise - clean;
    return at(m_signal, steps) * noise - at(m_noise, steps) * clean;
}

at::Tensor NoiseLevels::minSnrWeights(double gamma) const
{
    if (gamma <= 0)
        return at::ones_like(m_signal);
    const at::Tensor snr = signalToNoise();
    const at::Tensor capped = snr.clamp_max(gamma);
    return m_prediction == Prediction::eps ? capped / snr : capped * m_noise.square();
}

TimestepSampler::TimestepSampler(const NoiseLevels& levels, const TimestepSettings& settings, double gamma)
    : m_settings(settings)
    , m_weights(levels.minSnrWeights(gamma))
    , m_count(levels.count())
{
    if (settings.kind != TimestepSettings::Kind::weighted)
        return;
    const at::Tensor noisy = levels.signalToNoise() < 1;
    const at::Tensor density = at::where(noisy, m_weights.clamp_min(settings.floor), m_weights).to(at::kDouble);
    m_cumulative = density.cumsum(0) / density.sum();
    m_weights = at::ones_like(m_weights);
}

at::Tensor TimestepSampler::draw(std::int64_t count, StepRandom& random) const
{
    const at::Tensor place = at::arange(count, at::kDouble);
    const at::Tensor part = (place + random.uniform({count}).to(at::kDouble)) / double(count); // 0 … 1
    at::Tensor steps;
    switch (m_settings.kind) {
    case TimestepSettings::Kind::uniform:
        steps = (part * double(m_count)).floor();
        break;
    case TimestepSettings::Kind::weighted:
        steps = at::searchsorted(m_cumulative, part);
        break;
    case TimestepSettings::Kind::logitNormal:
        const at::Tensor normal = std::sqrt(2.0) * at::erfinv(2 * part.clamp(1e-9, 1 - 1e-9) - 1);
        steps = (at::sigmoid(m_settings.mean + m_settings.deviation * normal) * double(m_count)).floor();
        break;
    }
    return steps.to(at::kLong).clamp(0, m_count - 1).index_select(0, random.permutation(count));
}

at::Tensor TimestepSampler::weights(const at::Tensor& steps) const { return m_weights.index_select(0, steps); }

} // namespace tarn
