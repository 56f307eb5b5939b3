#pragma once

#include <sampling/denoiser.h>
#include <sampling/model_sampling.h>
#include <sampling/noise_source.h>

#include <span>
#include <string_view>

namespace tarn {

/// One sampler, by the name that <protocol/sampler_names.h> lists.
struct SamplerInfo {
    std::string_view name;
    bool stochastic; ///< draws noise in its steps
    bool brownian; ///< draws it from a Brownian path, except with schedule "model" where diffusers does not
    bool hasModelSchedule; ///< exists with schedule "model"
    bool flow; ///< also integrates rectified flows
    /// Runs over `sigmas`, which fall to 0 (samplers.h).
    at::Tensor (*run)(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas, NoiseSource& noise,
        const ModelSampling& model, const StepObserver& observe);
};

/// All samplers, in the order of the menu.
std::span<const SamplerInfo> samplerTable();

/// Throws UsageError suggesting the nearest name.
const SamplerInfo& samplerInfo(std::string_view name);

} // namespace tarn
