#include "model_plan.h"

#include "model_spacing.h"

#include <base/error.h>
#include <sampling/diffusers_samplers.h>
#include <sampling/sampler_table.h>
#include <sampling/samplers.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace tarn {
namespace {

using Run = decltype(SamplingPlan::run);

/// A denoiser that reports each of its calls, and makes the K-th at exactly levels[K].
Denoiser reporting(const Denoiser& denoise, const StepObserver& observe, const std::vector<double>& levels)
{
    return [&, index = 0](const at::Tensor& x, double) mutable {
        const double sigma = levels[index];
        at::Tensor denoised = denoise(x, sigma);
        observe({index++, int(levels.size()) - 1, sigma, x, denoised});
        return denoised;
    };
}

void silent(const Step&) { }

/// `spacing` without its first `skip` steps.
ModelSpacing tail(ModelSpacing spacing, int skip)
{
    spacing.timesteps.erase(spacing.timesteps.begin(), spacing.timesteps.begin() + skip);
    spacing.sigmas.erase(spacing.sigmas.begin(), spacing.sigmas.begin() + skip);
    return spacing;
}

std::optional<double> clipRange(const SchedulerFields& config)
{
    if (!config.flag("clip_sample", false))
        return std::nullopt;
    return config.number("clip_sample_range", 1);
}

Denoiser clipped(Denoiser denoise, std::optional<double> range)
{
    if (!range)
        return denoise;
    return [denoise = std::move(denoise), limit = *range](
               const at::Tensor& x, double sigma) { return denoise(x, sigma).clamp(-limit, limit); };
}

/// Fills in the calls of a two-call sampler: every level of `spacing`, with `between(sigma, next)` after each that
/// is followed by another.
void interleave(SamplingPlan& plan, const ModelSpacing& spacing, double (*between)(double, double))
{
    plan.sigmas = {spacing.sigmas[0]};
    plan.timesteps = {spacing.timesteps[0]};
    for (std::size_t i = 1; i < spacing.timesteps.size(); ++i) {
        const double middle = between(spacing.sigmas[i - 1], spacing.sigmas[i]);
        plan.sigmas.insert(plan.sigmas.end(), {middle, spacing.sigmas[i]});
        const double t = middle == spacing.sigmas[i] ? spacing.timesteps[i] : spacing.timestepOf(middle);
        plan.timesteps.insert(plan.timesteps.end(), {t, spacing.timesteps[i]});
    }
    plan.sigmas.push_back(spacing.sigmas.back());
}

/// The samplers whose diffusers form is k-diffusion's, on the scheduler's levels.
Run kDiffusionRun(const std::string& sampler, const ModelSpacing& spacing, const ModelSampling& model,
    const SchedulerFields& config)
{
    const std::optional<double> clip = sampler == "heun" ? clipRange(config) : std::nullopt;
    return [run = samplerInfo(sampler).run, sigmas = spacing.sigmas, model, clip](
               const Denoiser& denoise, at::Tensor x, NoiseSource& noise, const StepObserver& observe) {
        return run(clipped(denoise, clip), std::move(x), sigmas, noise, model, observe);
    };
}

double lowestLevel(const ModelSpacing& spacing, const SchedulerFields& config, bool alphaToOne)
{
    return config.flag("set_alpha_to_one", alphaToOne) ? 0 : spacing.level(0);
}

void planDdim(SamplingPlan& plan, const ModelSpacing& spacing, int stride, const SchedulerFields& config)
{
    std::vector<Stretch> steps;
    for (const double t : spacing.timesteps) {
        const int previous = int(t) - stride;
        steps.push_back(
            {spacing.level(int(t)), previous >= 0 ? spacing.level(previous) : lowestLevel(spacing, config, true)});
    }
    plan.sigmas.back() = steps.back().to;
    plan.run = [steps, clip = clipRange(config)](
                   const Denoiser& denoise, at::Tensor x, NoiseSource&, const StepObserver& observe) {
        return sampleDdim(denoise, std::move(x), steps, clip, observe);
    };
}

/// PNDMScheduler's time steps of the Runge-Kutta part: each of the first four steps as start, twice its middle,
/// end.
std::vector<int> rungeKuttaTimesteps(const std::vector<double>& timesteps, int halfStride)
{
    std::vector<int> result;
    for (int group = 0; group < 3; ++group) {
        const int start = int(timesteps[group]);
        const int end = int(timesteps[group + 1]);
        result.insert(result.end(), {start, end + halfStride, end + halfStride, end});
    }
    return result;
}

/// The calls of PNDMScheduler. Its counter starts at 0 wherever its list of time steps is cut, so that a run cut
/// by `skip` does not repeat a time step where a whole one does.
void planPndm(SamplingPlan& plan, const ModelSpacing& all, const ModelSampling& model,
    const SchedulerFields& config, int skip)
{
    const int stride = int(all.alphas.size() / all.timesteps.size());
    const auto level = [&](int t) {
        return t < 0 ? lowestLevel(all, config, false) : all.level(std::min(t, int(all.alphas.size()) - 1));
    };
    const bool rungeKutta = !config.flag("skip_prk_steps", false);
    if (rungeKutta && all.timesteps.size() < 4)
        throw UsageError("The sampler pndm needs at least 4 steps with this model's schedule; choose more.");

    std::vector<int> stages, timesteps;
    if (rungeKutta)
        timesteps = stages = rungeKuttaTimesteps(all.timesteps, stride / 2);
    for (std::size_t i = rungeKutta ? 3 : 0; i < all.timesteps.size(); ++i)
        timesteps.insert(timesteps.end(), !rungeKutta && i == 1 ? 2 : 1, int(all.timesteps[i]));
    timesteps.erase(timesteps.begin(), timesteps.begin() + skip);

    const int rungeKuttaCalls = int(std::min(stages.size(), timesteps.size()));
    std::vector<PndmCall> calls;
    for (int i = 0; i < int(timesteps.size()); ++i) {
        const int t = timesteps[i];
        Stretch stretch{level(t), level(t - stride)};
        if (i < rungeKuttaCalls)
            stretch = {level(stages[i / 4 * 4]), level(t - (i % 2 ? 0 : stride / 2))};
        else if (i == 1)
            stretch = {level(t + stride), level(t)};
        calls.push_back({level(t), stretch});
    }
    plan.timesteps.assign(timesteps.begin(), timesteps.end());
    plan.sigmas.clear();
    for (const PndmCall& each : calls)
        plan.sigmas.push_back(each.at);
    plan.sigmas.push_back(calls.back().stretch.to);
    plan.run = [calls, rungeKuttaCalls, model](
                   const Denoiser& denoise, at::Tensor x, NoiseSource&, const StepObserver& observe) {
        return samplePndm(denoise, std::move(x), calls, rungeKuttaCalls, model, observe);
    };
}

Run ddpmRun(const ModelSpacing& spacing, const SchedulerFields& config)
{
    const bool large = config.text("variance_type", "") == "fixed_large";
    std::vector<double> deviations =
        ddpmDeviations(spacing.sigmas, large ? PosteriorVariance::large : PosteriorVariance::small);
    if (spacing.timesteps.back() == 0)
        deviations.back() = 0;
    return [sigmas = spacing.sigmas, deviations, clip = clipRange(config)](
               const Denoiser& denoise, at::Tensor x, NoiseSource& noise, const StepObserver& observe) {
        return sampleDdpm(clipped(denoise, clip), std::move(x), sigmas, deviations, noise, observe);
    };
}

Run lcmRun(const ModelSpacing& spacing, const SchedulerFields& config)
{
    std::vector<double> scaled = spacing.timesteps;
    for (double& t : scaled)
        t *= config.number("timestep_scaling", defaultTimestepScaling);
    return [sigmas = spacing.sigmas, scaled, clip = clipRange(config)](
               const Denoiser& denoise, at::Tensor x, NoiseSource& noise, const StepObserver& observe) {
        return sampleLcm(clipped(denoise, clip), std::move(x), sigmas, scaled, noise, observe);
    };
}

int solverOrder(const SchedulerFields& config)
{
    const int order = config.integer("solver_order", 2);
    if (order < 1 || order > 3)
        throw ModelError("In scheduler_config.json, \"solver_order\" must be 1, 2 or 3; correct the file.");
    return order;
}

Run dpmRun(DpmEquation equation, const ModelSpacing& spacing, const SchedulerFields& config, int skip)
{
    DpmMultistep solver;
    solver.skipped = skip;
    solver.equation = equation;
    solver.correction =
        config.text("solver_type", "midpoint") == "heun" ? DpmCorrection::heun : DpmCorrection::midpoint;
    solver.order = solverOrder(config);
    solver.lowerOrderFinal = config.flag("lower_order_final", true);
    solver.eulerAtFinal = config.flag("euler_at_final", false);
    return [sigmas = spacing.sigmas, solver](
               const Denoiser& denoise, at::Tensor x, NoiseSource& noise, const StepObserver& observe) {
        return sampleDpmMultistep(denoise, std::move(x), sigmas, solver, noise, observe);
    };
}

Run unipcRun(const ModelSpacing& spacing, const SchedulerFields& config, int skip)
{
    Unipc solver;
    solver.skipped = skip;
    solver.basis = config.text("solver_type", "bh2") == "bh1" ? UnipcBasis::bh1 : UnipcBasis::bh2;
    solver.order = solverOrder(config);
    solver.lowerOrderFinal = config.flag("lower_order_final", true);
    for (const double step : config.numbers("disable_corrector"))
        solver.disabledCorrector.insert(int(step));
    return
        [sigmas = spacing.sigmas, solver](const Denoiser& denoise, at::Tensor x, NoiseSource&,
            const StepObserver& observe) { return sampleUnipc(denoise, std::move(x), sigmas, solver, observe); };
}

/// The level that the second call of a Heun step is made at.
double ownEnd(double, double next) { return next; }
/// The midpoint of `sigma` and the level below `next` that an ancestral step goes to is `next`. It is kept apart
/// by less than fp32 tells, because the time step of `next` may be rounded and that of the midpoint is not.
double ancestralMidpoint(double, double next) { return next * (1 + 0x1p-26); }

double startScale(const SchedulerClass& scheduler, const SchedulerFields& config, double first)
{
    // EulerDiscreteScheduler and its likes start as if the picture were 0 or of unit variance.
    const bool leading = config.text("timestep_spacing", scheduler.spacing) == "leading";
    return scheduler.vp || leading ? std::hypot(1.0, first) : first;
}

} // namespace

SamplingPlan modelPlan(
    const std::string& sampler, int steps, const ModelSampling& model, const SchedulerFields& config, int skip)
{
    const SchedulerClass& scheduler = schedulerClass(sampler);
    refuseUnsupported(config, scheduler);
    const ModelSpacing all = modelSpacing(scheduler, config, steps);
    const ModelSpacing spacing = tail(all, skip);

    SamplingPlan plan;
    plan.sigmas = spacing.sigmas;
    plan.timesteps = spacing.timesteps;
    plan.startScale = startScale(scheduler, config, spacing.sigmas.front());
    plan.latentScale = scheduler.vp ? LatentScale::vp : LatentScale::ve;

    const bool twoCalls =
        sampler == "heun" || sampler == "dpm_2" || sampler == "dpmpp_sde" || sampler == "dpm_2_ancestral";
    plan.callsPerStep = twoCalls ? 2 : 1;
    if (sampler == "heun")
        interleave(plan, spacing, ownEnd);
    else if (sampler == "dpm_2" || sampler == "dpmpp_sde")
        interleave(plan, spacing, logMidpoint);
    else if (sampler == "dpm_2_ancestral")
        interleave(plan, spacing, ancestralMidpoint);

    if (sampler == "ddpm")
        plan.run = ddpmRun(spacing, config);
    else if (sampler == "ddim")
        planDdim(plan, spacing, int(all.alphas.size() / all.timesteps.size()), config);
    else if (sampler == "pndm")
        planPndm(plan, all, model, config, skip);
    else if (sampler == "lcm")
        plan.run = lcmRun(spacing, config);
    else if (sampler == "dpmpp_2m")
        plan.run = dpmRun(DpmEquation::ode, spacing, config, skip);
    else if (sampler == "dpmpp_2m_sde")
        plan.run = dpmRun(DpmEquation::sde, spacing, config, skip);
    else if (sampler == "unipc")
        plan.run = unipcRun(spacing, config, skip);
    else
        plan.run = kDiffusionRun(sampler, spacing, model, config);

    if (sampler == "dpmpp_sde")
        plan.brownian = BrownianRange{model.sigmaMin(), std::max(model.sigmaMax(), all.sigmas.front())};
    plan.run = [run = std::move(plan.run), levels = plan.sigmas](
                   const Denoiser& denoise, at::Tensor x, NoiseSource& noise, const StepObserver& observe) {
        return run(reporting(denoise, observe, levels), std::move(x), noise, silent);
    };
    return plan;
}

} // namespace tarn
