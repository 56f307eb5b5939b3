#pragma once

#include <sampling/model_sampling.h>
#include <train/step_random.h>

#include <ATen/core/Tensor.h>

#include <nlohmann/json_fwd.hpp>

namespace tarn {

/// The forward process of training: x_t = signal_t x0 + noise_t e, and what a network should say about x_t.
/// signal = sqrt(alpha-bar) and noise = sqrt(1 - alpha-bar), or 1 - s and s for rectified flows.
class NoiseLevels {
public:
    /// `schedulerConfig` is a scheduler_config.json (sampling/model_sampling.h); with rescale_betas_zero_snr the
    /// last level is pure noise (Lin et al. 2023). `prediction` is eps, v or flow. Throws ModelError, and
    /// UsageError for eps on levels that end in pure noise, where it teaches nothing.
    NoiseLevels(const nlohmann::json& schedulerConfig, Prediction prediction);

    Prediction prediction() const { return m_prediction; }
    std::int64_t count() const { return m_signal.size(0); }
    /// [count] fp32 each, by time step.
    const at::Tensor& signal() const { return m_signal; }
    const at::Tensor& noise() const { return m_noise; }
    /// signal^2 / noise^2, [count] fp32; 0 where there is no signal.
    at::Tensor signalToNoise() const;

    /// What the network is given as time for `steps` [N] int64: [N] fp32.
    at::Tensor networkTime(const at::Tensor& steps) const;
    /// clean, noise [N, C, H, W], steps [N] int64 -> x_t.
    at::Tensor noised(const at::Tensor& clean, const at::Tensor& noise, const at::Tensor& steps) const;
    /// What the network should answer: e; signal e - noise x0 (Salimans and Ho 2022); or e - x0.
    at::Tensor target(const at::Tensor& clean, const at::Tensor& noise, const at::Tensor& steps) const;

    /// Weights of the squared error by time step, [count]: min(SNR, gamma) on the error of x0 (Hang et al. 2023),
    /// converted to the error of what is predicted: min(SNR, gamma) / SNR for eps, times noise^2 for v and flow.
    /// All 1 for gamma = 0.
    at::Tensor minSnrWeights(double gamma) const;

private:
    at::Tensor at(const at::Tensor& table, const at::Tensor& steps) const;

    Prediction m_prediction;
    at::Tensor m_signal, m_noise;
};

/// How the time steps of a batch are drawn.
struct TimestepSettings {
    enum class Kind {
        uniform,
        weighted, ///< in proportion to the loss weight, which then is 1 everywhere: no sample is spent where it
                  ///< counts 0
        logitNormal ///< the sigmoid of a normal number, Esser et al. 2024, eq. 19
    };
    Kind kind = Kind::uniform;
    double mean = 0; ///< of the normal number; above 0 is towards noise
    double deviation = 1;
    /// The least weight, for `weighted`, of steps with more noise than signal: at pure noise the weight is 0, and
    /// what is never trained there shows in every picture's first step.
    double floor = 0;
};

/// Draws time steps and knows the weight of each one's loss.
class TimestepSampler {
public:
    TimestepSampler(const NoiseLevels& levels, const TimestepSettings& settings, double gamma);

    /// [count] int64. One from each of `count` equal parts of the distribution, in random order: the mean loss of
    /// a batch varies less.
    at::Tensor draw(std::int64_t count, StepRandom& random) const;
    /// The weight of the squared error at `steps` [N]: [N].
    at::Tensor weights(const at::Tensor& steps) const;

private:
    TimestepSettings m_settings;
    at::Tensor m_weights; ///< of the loss, [count]
    at::Tensor m_cumulative; ///< distribution function for `weighted`
    std::int64_t m_count;
};

} // namespace tarn
