#pragma once

#include <sampling/model_sampling.h>

#include <string_view>
#include <vector>

namespace tarn {

/// Noise levels for `steps` steps of a sampler: steps + 1 values that fall from the model's sigmaMax to 0.
/// `schedule` is any name of `tarn schedules` except "model". Throws UsageError for more steps than the schedule
/// has levels for, and for a name that does not exist.
std::vector<double> scheduleSigmas(std::string_view schedule, int steps, const ModelSampling& model);

/// Karras et al. 2022, eq. 5: `count` levels from `high` to `low`, equally spaced in sigma^(1/rho).
std::vector<double> karrasSigmas(int count, double low, double high, double rho = 7);
/// `count` levels from `high` to `low`, equally spaced in log sigma.
std::vector<double> exponentialSigmas(int count, double low, double high);
/// `count` levels from `high` to `low`: polynomial in log sigma, as k-diffusion.
std::vector<double> polyexponentialSigmas(int count, double low, double high, double rho = 1);
/// `count` levels from `high` to `low` at the quantiles of Beta(0.6, 0.6) (Lee et al. 2024), in sigma.
std::vector<double> betaSigmas(int count, double low, double high);

} // namespace tarn
