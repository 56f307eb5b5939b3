#pragma once

#include <sampling/denoiser.h>
#include <sampling/model_sampling.h>
#include <sampling/noise_source.h>

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tarn {

/// How the latents that other programs hand out are scaled: VE as x0 + sigma * noise, VP divided by sqrt(1 +
/// sigma^2).
enum class LatentScale { ve, vp };

/// The noise levels that a Brownian path is defined between: the model's, so that it is the same for any steps.
struct BrownianRange {
    double lowest;
    double highest;
};

/// Everything a sampling run needs besides the network: made once, before the first step.
struct SamplingPlan {
    std::string sampler; ///< resolved: never "model"
    std::string schedule; ///< as asked for
    /// Noise level at the start of each reported step, then the final one: count + 1 values. Schedule "model"
    /// reports every call of the network as a step, the others every step of the sampler (pndm: every call).
    std::vector<double> sigmas;
    /// Time step that the network is given at each reported step (what diffusers calls scheduler.timesteps).
    std::vector<double> timesteps;
    /// The run starts from x = noise * startScale (text-to-image).
    double startScale = 1;
    LatentScale latentScale = LatentScale::ve;
    /// Reported steps for each step of the schedule: 2 where every call of a two-call sampler is one.
    int callsPerStep = 1;
    /// Set when the sampler's noise is a Brownian path.
    std::optional<BrownianRange> brownian;

    /// Time step for a noise level that a denoiser is called with: exact on the plan's own levels, else
    /// log-interpolated.
    std::function<double(double sigma)> timestepOf;
    /// Takes x at sigmas.front() to sigmas.back(), which need not be 0; the observer may be empty.
    std::function<at::Tensor(const Denoiser&, at::Tensor x, NoiseSource&, const StepObserver&)> run;

    /// `x` as other programs hand it out at noise level `sigma`; what a VAE decodes is the one of `run`'s result
    /// at sigmas.back().
    at::Tensor published(const at::Tensor& x, double sigma) const;
};

/// `sampler`, `schedule`: names of `tarn samplers`, `tarn schedules`, or "model" (from `schedulerConfig`, the
/// model's scheduler_config.json). 1 <= steps <= 10000. With schedule "model" the plan is that of the diffusers
/// scheduler of the sampler's name; every other schedule follows k-diffusion (DESIGN.md, "The command line").
/// `skip` (0 <= skip < steps) leaves out the first steps, as image-to-image does: the plan is the rest of the
/// whole one, cut as diffusers cuts its list of time steps (for pndm, whose second is there twice, after that
/// pair). Throws UsageError for an unknown name (suggesting the nearest) or a pair that does not exist, ModelError
/// for a config that is broken or asks for what is not supported.
SamplingPlan makePlan(const std::string& sampler, const std::string& schedule, int steps,
    const ModelSampling& model, const nlohmann::json& schedulerConfig, int skip = 0);

} // namespace tarn
