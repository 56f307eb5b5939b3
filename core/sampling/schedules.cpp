#include "names.h"
#include "ramp.h"

#include <base/error.h>
#include <sampling/schedules.h>

#include <boost/math/distributions/beta.hpp>

#include <algorithm>
#include <cmath>

namespace tarn {
namespace {

using Levels = std::vector<double>;

template <typename Function> Levels mapped(Levels values, Function function)
{
    std::ranges::transform(values, values.begin(), function);
    return values;
}

/// Quantile of Beta(0.6, 0.6) at `p` from 0 to 1.
double betaQuantile(double p) { return quantile(boost::math::beta_distribution<double>(0.6, 0.6), p); }

int lastStep(const ModelSampling& model) { return int(model.sigmas().size()) - 1; }

/// k-diffusion's and A1111's "uniform": equally spaced time steps, both ends included.
Levels normal(int steps, const ModelSampling& model)
{
    return mapped(ramp(model.timestep(model.sigmaMax()), model.timestep(model.sigmaMin()), steps),
        [&](double t) { return model.sigma(t); });
}

/// Equally spaced time steps whose last one would be the first of the table and is left out.
Levels sgmUniform(int steps, const ModelSampling& model)
{
    Levels levels = normal(steps + 1, model);
    levels.pop_back();
    return levels;
}

/// ComfyUI's: entries of the table, counted down from its end.
Levels simple(int steps, const ModelSampling& model)
{
    const double stride = double(model.sigmas().size()) / steps;
    return mapped(
        ramp(0, steps - 1, steps), [&](double i) { return model.sigmas()[lastStep(model) - int(i * stride)]; });
}

/// Time steps 1, 1 + T/N, …, as DDIM's published code and ComfyUI; from 0 where that leaves no room for the last.
Levels ddimUniform(int steps, const ModelSampling& model)
{
    const int stride = int(model.sigmas().size()) / steps;
    const int first = std::min(1, lastStep(model) - (steps - 1) * stride);
    return mapped(ramp(steps - 1, 0, steps), [&](double i) { return model.sigmas()[first + int(i) * stride]; });
}

/// ComfyUI's: quantiles of Beta(0.6, 0.6) among the time steps, rounded. Where two would fall together the
/// later one moves down, so that the number of steps is the one asked for.
Levels betaTimestep(int steps, const ModelSampling& model)
{
    Levels levels;
    int previous = lastStep(model) + 1;
    for (int i = 0; i < steps; ++i) {
        const int t = int(std::nearbyint(betaQuantile(1 - double(i) / steps) * lastStep(model)));
        previous = std::clamp(t, steps - 1 - i, previous - 1);
        levels.push_back(model.sigmas()[previous]);
    }
    return levels;
}

/// Sabour et al. 2024, theorem 3.1, in ComfyUI's form: equally spaced arctangents.
Levels klOptimal(int steps, const ModelSampling& model)
{
    return mapped(ramp(std::atan(model.sigmaMax()), std::atan(model.sigmaMin()), steps),
        [](double angle) { return std::tan(angle); });
}

/// Sabour et al. 2024, "Align Your Steps": the levels found for SD 1.5 and ten steps; other counts interpolate log
/// sigma.
Levels alignYourSteps(int steps, const ModelSampling&)
{
    static const Levels knots = {14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177,
        1.3943805092, 0.9642583904, 0.6523686016, 0.3977456272, 0.1515232662, 0.0291671582};
    Levels levels = mapped(ramp(0, double(knots.size() - 1), steps + 1), [](double position) {
        const auto low = std::min(std::size_t(position), knots.size() - 2);
        return std::exp(std::lerp(std::log(knots[low]), std::log(knots[low + 1]), position - double(low)));
    });
    levels.pop_back();
    return levels;
}

struct Schedule {
    std::string_view name;
    Levels (*levels)(int steps, const ModelSampling& model);
    bool tableEntries = false; ///< takes levels from the table only, so there are no more steps than entries
};

constexpr Schedule schedules[] = {
    {"normal", normal},
    {"karras", [](int n, const ModelSampling& m) { return karrasSigmas(n, m.sigmaMin(), m.sigmaMax()); }},
    {"exponential",
        [](int n, const ModelSampling& m) { return exponentialSigmas(n, m.sigmaMin(), m.sigmaMax()); }},
    {"polyexponential",
        [](int n, const ModelSampling& m) { return polyexponentialSigmas(n, m.sigmaMin(), m.sigmaMax()); }},
    {"sgm_uniform", sgmUniform},
    {"simple", simple, true},
    {"ddim_uniform", ddimUniform, true},
    {"beta", [](int n, const ModelSampling& m) { return betaSigmas(n, m.sigmaMin(), m.sigmaMax()); }},
    {"beta_timestep", betaTimestep, true},
    {"kl_optimal", klOptimal},
    {"ays", alignYourSteps},
    {"linear", [](int n, const ModelSampling& m) { return ramp(m.sigmaMax(), m.sigmaMin(), n); }},
};

} // namespace

std::vector<double> karrasSigmas(int count, double low, double high, double rho)
{
    return mapped(ramp(0, 1, count), [=](double position) {
        const double first = std::pow(high, 1 / rho);
        return std::pow(first + position * (std::pow(low, 1 / rho) - first), rho);
    });
}

std::vector<double> exponentialSigmas(int count, double low, double high)
{
    return mapped(ramp(std::log(high), std::log(low), count), [](double level) { return std::exp(level); });
}

std::vector<double> polyexponentialSigmas(int count, double low, double high, double rho)
{
    return mapped(ramp(1, 0, count), [=](double position) {
        return std::exp(std::lerp(std::log(low), std::log(high), std::pow(position, rho)));
    });
}

std::vector<double> betaSigmas(int count, double low, double high)
{
    return mapped(ramp(1, 0, count), [=](double p) { return low + betaQuantile(p) * (high - low); });
}

std::vector<double> scheduleSigmas(std::string_view schedule, int steps, const ModelSampling& model)
{
    const auto found = std::ranges::find(schedules, schedule, &Schedule::name);
    if (found == std::end(schedules))
        throw unknownSchedule(schedule);
    if (found->tableEntries && steps > int(model.sigmas().size()))
        throw UsageError("The schedule \"" + std::string(schedule) + "\" has "
            + std::to_string(model.sigmas().size()) + " levels; choose at most as many steps.");
    Levels levels = found->levels(steps, model);
    levels.push_back(0);
    return levels;
}

} // namespace tarn
