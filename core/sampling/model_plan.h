#pragma once

#include "scheduler_fields.h"

#include <sampling/plan.h>

namespace tarn {

/// The plan of the diffusers scheduler of the sampler's name, built from scheduler_config.json. Errors as
/// makePlan.
SamplingPlan modelPlan(
    const std::string& sampler, int steps, const ModelSampling& model, const SchedulerFields& config, int skip);

/// Looks `sigma` up among a plan's levels, else asks the model.
std::function<double(double)> timestepLookup(
    const std::vector<double>& sigmas, const std::vector<double>& timesteps, const ModelSampling& model);

} // namespace tarn
