#pragma once

#include <sampling/denoiser.h>
#include <sampling/model_sampling.h>
#include <sampling/noise_source.h>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace tarn {

/// How the latents that other programs hand out are scaled: VE as x0 + sigma * noise, VP divided by sqrt(1 +
/// sigma^2).
enum class LatentScale { ve, vp };

/// Everything a sampling run needs besides the network: made once, before the first step.
struct SamplingPlan {
    std::string sampler; ///< resolved: never "model"
    std::string schedule; ///< as asked for
    /// Noise level at the start of each reported step, then the final one: count + 1 values.
    std::vector<double> sigmas;
    /// Time step that the network is given at each reported step (what diffusers calls scheduler.timesteps).
    std::vector<double> timesteps;
    /// The run starts from x = noise * startScale (text-to-image).
    double startScale = 1;
    LatentScale latentScale = LatentScale::ve;

    /// Time step for a noise level that a denoiser is called with: exact on the plan's own levels, else
    /// log-interpolated.
    std::function<double(double sigma)> timestepOf;
    std::function<at::Tensor(const Denoiser&, at::Tensor x, NoiseSource&, const StepObserver&)> run;

    /// `x` as other programs hand it out at noise level `sigma`.
    at::Tensor published(const at::Tensor& x, double sigma) const;
};

/// `sampler`, `schedule`: names of `tarn samplers`, `tarn schedules`, or "model" (from `schedulerConfig`, the
/// model's scheduler_config.json). steps >= 1. With schedule "model" the plan is that of the diffusers scheduler
/// of the sampler's name; every other schedule follows k-diffusion (DESIGN.md, "The command line"). Throws
/// UsageError for an unknown name (suggesting the nearest) or a pair that does not exist.
SamplingPlan makePlan(const std::string& sampler, const std::string& schedule, int steps,
    const ModelSampling& model, const nlohmann::json& schedulerConfig);

} // namespace tarn
