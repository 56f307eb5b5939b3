#pragma once

#include "scheduler_class.h"

#include <vector>

namespace tarn {

/// The noise levels that a scheduler of diffusers sets up for a number of steps.
struct ModelSpacing {
    std::vector<float> alphas; ///< the class's own table of alpha-bar, falling
    std::vector<double> timesteps; ///< one per step, falling
    std::vector<double> sigmas; ///< of each step, falling, then the final one

    /// sigma of a whole time step of `alphas`. Pure noise (alpha-bar 0) has one so high that fp32 cannot tell.
    double level(int timestep) const;
    /// Time step of a level, interpolated in log sigma as diffusers does, clamped to the table.
    double timestepOf(double sigma) const;
};

/// Throws UsageError for more steps than fit, ModelError naming a field of scheduler_config.json that is wrong.
ModelSpacing modelSpacing(const SchedulerClass& scheduler, const SchedulerFields& config, int steps);

} // namespace tarn
