#include "model_spacing.h"

#include "ramp.h"

#include <base/error.h>
#include <sampling/schedules.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace tarn {
namespace {

/// Half to even, as numpy rounds.
double rounded(double value) { return std::nearbyint(value); }

UsageError tooManySteps(int steps)
{
    return UsageError(
        std::to_string(steps) + " steps do not fit the model's schedule; choose fewer steps or another schedule.");
}

/// Of the steps that a consistency model was distilled on, as LCMScheduler picks them.
std::vector<double> consistencyTimesteps(const SchedulerFields& config, int trainSteps, int steps)
{
    const int original = config.integer("original_inference_steps", 50);
    if (original < 1 || original > trainSteps)
        throw ModelError("In scheduler_config.json, \"original_inference_steps\" must be from 1 to "
            + std::to_string(trainSteps) + "; correct the file.");
    if (steps > original)
        throw UsageError("The sampler lcm takes at most " + std::to_string(original)
            + " steps with the model's schedule; choose fewer.");
    std::vector<double> timesteps(steps);
    for (int i = 0; i < steps; ++i)
        timesteps[i] = double(original - int(i * (double(original) / steps))) * (trainSteps / original) - 1;
    return timesteps;
}

/// timestep_spacing (Lin et al. 2023, table 2) on a table whose last usable entry is `last` - 1.
std::vector<double> spacedTimesteps(
    const SchedulerClass& scheduler, const SchedulerFields& config, int trainSteps, int last, int steps)
{
    const std::string spacing = config.text("timestep_spacing", scheduler.spacing);
    const int laidOut = scheduler.grid == Grid::dropLast ? steps + 1 : steps;
    std::vector<double> timesteps;
    if (spacing == "linspace") {
        timesteps = ramp(0, last - 1, laidOut);
        if (scheduler.grid != Grid::fractional)
            std::ranges::transform(timesteps, timesteps.begin(), rounded);
    } else if (spacing == "leading") {
        const int offset = config.integer("steps_offset", 0);
        for (int i = 0; i < laidOut; ++i)
            timesteps.push_back(double(i) * (last / laidOut) + offset);
    } else if (spacing == "trailing") {
        for (int i = 0; i < steps; ++i)
            timesteps.push_back(rounded(last - i * (double(trainSteps) / steps)) - 1);
        return timesteps;
    } else {
        throw ModelError("In scheduler_config.json, \"timestep_spacing\" is \"" + spacing
            + "\"; it must be linspace, leading or trailing.");
    }
    std::ranges::reverse(timesteps);
    timesteps.resize(steps);
    return timesteps;
}

/// np.interp on a table of levels.
double interpolated(const std::vector<double>& table, double t)
{
    const double clamped = std::clamp(t, 0.0, double(table.size() - 1));
    const auto low = std::min(std::size_t(clamped), table.size() - 2);
    return table[low] + (table[low + 1] - table[low]) * (clamped - double(low));
}

/// How many levels of the table have a lambda = log(alpha / sigma) of at least lambda_min_clipped.
int usableSteps(const SchedulerFields& config, const std::vector<double>& table)
{
    if (!config.has("lambda_min_clipped"))
        return int(table.size());
    const double highest = std::exp(-config.number("lambda_min_clipped", 0));
    return int(std::ranges::upper_bound(table, highest) - table.begin());
}

enum class Respacing { none, karras, exponential, beta, lu };

Respacing respacing(const SchedulerFields& config, const SchedulerClass& scheduler)
{
    if (scheduler.karras == KarrasTimesteps::none)
        return Respacing::none;
    const bool karras = config.flag("use_karras_sigmas", false);
    const bool exponential = config.flag("use_exponential_sigmas", false);
    const bool beta = config.flag("use_beta_sigmas", false);
    if (karras + exponential + beta > 1)
        throw ModelError(
            "scheduler_config.json sets more than one of use_karras_sigmas, use_exponential_sigmas and "
            "use_beta_sigmas; leave one.");
    if (karras)
        return Respacing::karras;
    if (scheduler.karras == KarrasTimesteps::roundedUnlessCosine && config.flag("use_lu_lambdas", false))
        return Respacing::lu;
    return exponential ? Respacing::exponential : beta ? Respacing::beta : Respacing::none;
}

std::vector<double> respaced(Respacing kind, int steps, double low, double high)
{
    switch (kind) {
    case Respacing::karras:
        return karrasSigmas(steps, low, high);
    case Respacing::beta:
        return betaSigmas(steps, low, high);
    default:
        return exponentialSigmas(steps, low, high);
    }
}

/// Replaces the levels of `spacing` by those of `kind` between the same ends, and its time steps by theirs.
void respace(ModelSpacing& spacing, Respacing kind, const SchedulerClass& scheduler, const SchedulerFields& config,
    const std::vector<double>& table)
{
    const bool wholeTable = scheduler.grid == Grid::dropLast;
    double low = wholeTable ? table.front() : spacing.sigmas.back();
    double high = wholeTable ? table.back() : spacing.sigmas.front();
    // Two classes do not look at sigma_min and sigma_max for Karras levels, and none does for lu.
    const bool ignoresBounds = scheduler.sampler == "lms" || scheduler.sampler == "dpmpp_sde";
    if (kind != Respacing::lu && !(kind == Respacing::karras && ignoresBounds)) {
        low = config.number("sigma_min", low);
        high = config.number("sigma_max", high);
    }
    if (!(low > 0 && low <= high))
        throw ModelError(
            "In scheduler_config.json, \"sigma_min\" must be above 0 and below \"sigma_max\"; correct the file.");
    spacing.sigmas = respaced(kind, int(spacing.timesteps.size()), low, high);

    const bool cosine = config.text("beta_schedule", "") == "squaredcos_cap_v2";
    const bool rounds = (kind == Respacing::karras || kind == Respacing::lu)
        && (scheduler.karras == KarrasTimesteps::rounded
            || (scheduler.karras == KarrasTimesteps::roundedUnlessCosine && !cosine));
    for (std::size_t i = 0; i < spacing.sigmas.size(); ++i) {
        const double t = spacing.timestepOf(spacing.sigmas[i]);
        spacing.timesteps[i] = rounds ? rounded(t) : wholeTable ? std::trunc(t) : t;
    }
}

} // namespace

double ModelSpacing::level(int timestep) const
{
    const double alpha = alphas[timestep];
    return alpha == 0 ? 0x1p24 : std::sqrt((1 - alpha) / alpha);
}

double ModelSpacing::timestepOf(double sigma) const
{
    // log of the levels as diffusers holds them: fp32.
    const auto logLevel = [&](std::size_t t) { return double(std::log(std::sqrt((1 - alphas[t]) / alphas[t]))); };
    const double wanted = std::log(std::max(sigma, 1e-10));
    std::size_t low = 0;
    for (std::size_t size = alphas.size() - 1; size > 1;) { // the last t < T - 1 whose level is not above
        const std::size_t half = size / 2;
        if (logLevel(low + half) <= wanted)
            low += half;
        size -= half;
    }
    const double weight = (wanted - logLevel(low)) / (logLevel(low + 1) - logLevel(low));
    return double(low) + std::clamp(weight, 0.0, 1.0);
}

ModelSpacing modelSpacing(const SchedulerClass& scheduler, const SchedulerFields& config, int steps)
{
    const bool rescale = config.flag("rescale_betas_zero_snr", false);
    ModelSpacing result;
    result.alphas =
        alphasCumprod(config, betaDefaults(scheduler.name), rescale ? scheduler.rescaled : TerminalSnr::asTrained);
    const int trainSteps = int(result.alphas.size());
    if (steps > trainSteps)
        throw tooManySteps(steps);
    std::vector<double> table(trainSteps);
    for (int t = 0; t < trainSteps; ++t)
        table[t] = result.level(t);

    const bool clipsLambda = scheduler.name == "DPMSolverMultistepScheduler";
    const int last = clipsLambda ? usableSteps(config, table) : trainSteps;
    result.timesteps = scheduler.grid == Grid::consistency
        ? consistencyTimesteps(config, trainSteps, steps)
        : spacedTimesteps(scheduler, config, trainSteps, last, steps);
    if (scheduler.grid != Grid::fractional
        && (result.timesteps.front() >= trainSteps || result.timesteps.back() < 0))
        throw tooManySteps(steps);
    for (const double t : result.timesteps)
        result.sigmas.push_back(interpolated(table, t));

    const Respacing kind = respacing(config, scheduler);
    if (kind != Respacing::none)
        respace(result, kind, scheduler, config, table);
    if (std::ranges::adjacent_find(result.sigmas, std::less_equal()) != result.sigmas.end())
        throw tooManySteps(steps);

    double final = 0;
    if (scheduler.finalSigma) {
        const std::string type = config.text("final_sigmas_type", "zero");
        if (type == "sigma_min")
            final = scheduler.sampler == "unipc" && kind != Respacing::none ? result.sigmas.back() : table.front();
        else if (type != "zero")
            throw ModelError("In scheduler_config.json, \"final_sigmas_type\" is \"" + type
                + "\"; it must be zero or sigma_min.");
    }
    result.sigmas.push_back(final);
    // diffusers holds them in fp32, and the pictures show it.
    for (double& sigma : result.sigmas)
        sigma = double(float(sigma));
    return result;
}

} // namespace tarn
