#pragma once

#include "alphas.h"

#include <string>
#include <string_view>

namespace tarn {

/// How a scheduler class lays its time steps on the table.
enum class Grid {
    whole, ///< rounded to training steps
    fractional, ///< linspace is not rounded
    dropLast, ///< rounded; one more step is laid out and the last dropped
    consistency ///< every k-th of the steps that the consistency model was distilled on
};
/// What a class does to the time steps of Karras levels.
enum class KarrasTimesteps { none, exact, rounded, roundedUnlessCosine };

/// A scheduler of diffusers as far as its class decides; scheduler_config.json decides the rest.
struct SchedulerClass {
    std::string_view sampler;
    std::string_view name;
    Grid grid;
    const char* spacing; ///< where the file has no timestep_spacing
    TerminalSnr rescaled; ///< what rescale_betas_zero_snr: true means; asTrained where the class lacks it
    KarrasTimesteps karras; ///< none: the class lacks use_karras_sigmas and its likes
    bool vp; ///< states are divided by sqrt(1 + sigma^2), and start as unit noise
    bool finalSigma; ///< has final_sigmas_type
};

/// The class behind a sampler's name under schedule "model". Throws UsageError naming another sampler when
/// diffusers has none.
const SchedulerClass& schedulerClass(std::string_view sampler);

/// Our name for the scheduler that scheduler_config.json asks for. Throws ModelError for a class that is not
/// known.
std::string samplerOf(const SchedulerFields& config);

/// Throws ModelError naming a field that would change the picture in a way that is not supported.
void refuseUnsupported(const SchedulerFields& config, const SchedulerClass& scheduler);

} // namespace tarn
