#pragma once

#include "scheduler_fields.h"

#include <vector>

namespace tarn {

/// What a scheduler class of diffusers assumes where scheduler_config.json is silent.
struct BetaDefaults {
    double start;
    double end;
    const char* schedule;
};

/// The defaults of a class, by its name in scheduler_config.json.
BetaDefaults betaDefaults(std::string_view schedulerClass);

/// Whether and how betas are rescaled so that the last training step is pure noise (Lin et al. 2023).
enum class TerminalSnr {
    asTrained,
    zero, ///< the last alpha-bar is exactly 0
    nearZero, ///< the last alpha-bar is 2^-24, which has a finite sigma: 4096
};

/// alpha-bar of each training step, falling, from num_train_timesteps, beta_schedule, beta_start, beta_end and
/// trained_betas. Computed in fp32 with the operations of diffusers, so that both have the same noise levels.
/// Throws ModelError naming a field that is wrong.
std::vector<float> alphasCumprod(
    const SchedulerFields& config, const BetaDefaults& defaults, TerminalSnr terminal);

/// sqrt((1 - a) / a), in fp32 as diffusers; `alphas` positive.
std::vector<double> sigmasOf(const std::vector<float>& alphas);

} // namespace tarn
