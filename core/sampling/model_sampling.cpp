#include "alphas.h"

#include <base/error.h>
#include <sampling/model_sampling.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace tarn {
namespace {

/// Levels of a rectified flow whose time is shifted towards noise (Esser et al. 2024, eq. 23).
std::vector<double> flowSigmas(const SchedulerFields& config)
{
    const int count = config.integer("num_train_timesteps", 1000);
    const double shift = config.number("shift", 1);
    if (count < 2 || count > 100'000)
        throw ModelError(
            "In scheduler_config.json, \"num_train_timesteps\" must be from 2 to 100000; correct the file.");
    if (!(shift > 0))
        throw ModelError("In scheduler_config.json, \"shift\" must be above 0; correct the file.");
    std::vector<double> sigmas(count);
    for (int i = 0; i < count; ++i) {
        const double t = double(i + 1) / count;
        sigmas[i] = shift * t / (1 + (shift - 1) * t);
    }
    return sigmas;
}

std::vector<double> diffusionSigmas(const SchedulerFields& config)
{
    const TerminalSnr terminal =
        config.flag("rescale_betas_zero_snr", false) ? TerminalSnr::nearZero : TerminalSnr::asTrained;
    return sigmasOf(alphasCumprod(config, betaDefaults(config.text("_class_name", "")), terminal));
}

} // namespace

Prediction parsePrediction(std::string_view name)
{
    if (name == "eps" || name == "epsilon")
        return Prediction::eps;
    if (name == "v" || name == "v_prediction")
        return Prediction::v;
    if (name == "edm")
        return Prediction::edm;
    if (name == "flow" || name == "flow_prediction")
        return Prediction::flow;
    if (name == "sample")
        return Prediction::sample;
    throw UsageError(
        "There is no prediction type \"" + std::string(name) + "\"; choose eps, v, edm, flow or sample.");
}

ModelSampling::ModelSampling(const nlohmann::json& schedulerConfig, Prediction prediction)
    : m_prediction(prediction)
{
    const SchedulerFields config(schedulerConfig);
    m_sigmas = prediction == Prediction::flow ? flowSigmas(config) : diffusionSigmas(config);
    m_logSigmas.resize(m_sigmas.size());
    std::ranges::transform(m_sigmas, m_logSigmas.begin(), [](double sigma) { return std::log(sigma); });
}

double ModelSampling::timestep(double sigma) const
{
    if (m_prediction == Prediction::flow)
        return std::clamp(sigma, 0.0, 1.0) * double(m_sigmas.size());
    const double wanted = std::log(std::max(sigma, 1e-10));
    const auto above = std::upper_bound(m_logSigmas.begin() + 1, m_logSigmas.end() - 1, wanted);
    const double high = *above;
    const double low = *(above - 1);
    const double index = double(above - m_logSigmas.begin() - 1);
    return index + std::clamp((wanted - low) / (high - low), 0.0, 1.0);
}

double ModelSampling::sigma(double timestep) const
{
    if (m_prediction == Prediction::flow)
        return std::clamp(timestep / double(m_sigmas.size()), 0.0, 1.0);
    const double last = double(m_sigmas.size() - 1);
    const double t = std::clamp(timestep, 0.0, last);
    const auto low = std::size_t(std::min(std::floor(t), last - 1));
    return std::exp(std::lerp(m_logSigmas[low], m_logSigmas[low + 1], t - double(low)));
}

at::Tensor ModelSampling::input(const at::Tensor& x, double sigma) const
{
    return m_prediction == Prediction::flow ? x : x / std::sqrt(sigma * sigma + 1);
}

at::Tensor ModelSampling::denoised(const at::Tensor& x, const at::Tensor& output, double sigma) const
{
    const at::Tensor y = output.to(x.scalar_type());
    const double variance = sigma * sigma + 1;
    switch (m_prediction) {
    case Prediction::eps:
    case Prediction::flow:
        return x - y * sigma;
    case Prediction::v:
        return x / variance - y * (sigma / std::sqrt(variance));
    case Prediction::edm:
        return x / variance + y * (sigma / std::sqrt(variance));
    case Prediction::sample:
        break;
    }
    return y;
}

at::Tensor ModelSampling::output(const at::Tensor& x, const at::Tensor& denoised, double sigma) const
{
    const double variance = sigma * sigma + 1;
    switch (m_prediction) {
    case Prediction::eps:
    case Prediction::flow:
        return (x - denoised) / sigma;
    case Prediction::v:
        return (x / variance - denoised) * (std::sqrt(variance) / sigma);
    case Prediction::edm:
        return (denoised - x / variance) * (std::sqrt(variance) / sigma);
    case Prediction::sample:
        break;
    }
    return denoised;
}

} // namespace tarn
