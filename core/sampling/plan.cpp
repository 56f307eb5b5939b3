#include "model_plan.h"
#include "scheduler_class.h"

#include <base/error.h>
#include <sampling/diffusers_samplers.h>
#include <sampling/plan.h>
#include <sampling/sampler_table.h>
#include <sampling/schedules.h>

#include <ATen/ATen.h>

#include <cassert>
#include <cmath>

namespace tarn {
namespace {

constexpr int maxSteps = 10'000;

SamplingPlan schedulePlan(
    const SamplerInfo& sampler, const std::string& schedule, int steps, const ModelSampling& model, int skip)
{
    std::vector<double> sigmas = scheduleSigmas(schedule, steps, model);
    sigmas.erase(sigmas.begin(), sigmas.begin() + skip);
    SamplingPlan plan;
    if (sampler.name == "pndm") {
        for (const PndmCall& call : multistepCalls(sigmas))
            plan.sigmas.push_back(call.at);
        plan.sigmas.push_back(sigmas.back());
    } else {
        plan.sigmas = sigmas;
    }
    for (std::size_t i = 0; i + 1 < plan.sigmas.size(); ++i)
        plan.timesteps.push_back(model.timestep(plan.sigmas[i]));
    plan.startScale = sigmas.front();
    if (sampler.brownian)
        plan.brownian = BrownianRange{model.sigmaMin(), model.sigmaMax()};
    plan.run = [run = sampler.run, sigmas, model](
                   const Denoiser& denoise, at::Tensor x, NoiseSource& noise, const StepObserver& observe) {
        return run(denoise, std::move(x), sigmas, noise, model, observe);
    };
    return plan;
}

void refuseFlow(const SamplerInfo& sampler, const std::string& schedule)
{
    if (schedule == "model")
        throw UsageError("A flow model does not take the schedule \"model\"; choose simple or another one.");
    if (!sampler.flow)
        throw UsageError("The sampler \"" + std::string(sampler.name)
            + "\" is not defined for flow models; choose euler, heun, dpm_2 or lms.");
}

} // namespace

std::function<double(double)> timestepLookup(
    const std::vector<double>& sigmas, const std::vector<double>& timesteps, const ModelSampling& model)
{
    std::map<double, double> known;
    for (std::size_t i = 0; i < timesteps.size(); ++i)
        known.emplace(sigmas[i], timesteps[i]);
    return [known = std::move(known), model](double sigma) {
        // A level that was computed twice may differ in its last bits.
        const auto found = known.lower_bound(sigma * (1 - 1e-9));
        return found != known.end() && found->first <= sigma * (1 + 1e-9) ? found->second : model.timestep(sigma);
    };
}

at::Tensor SamplingPlan::published(const at::Tensor& x, double sigma) const
{
    return latentScale == LatentScale::ve ? x : x / std::hypot(1.0, sigma);
}

SamplingPlan makePlan(const std::string& sampler, const std::string& schedule, int steps,
    const ModelSampling& model, const nlohmann::json& schedulerConfig, int skip)
{
    assert(skip >= 0 && (skip < steps || skip == 0));
    if (steps < 1 || steps > maxSteps)
        throw UsageError("The number of steps must be from 1 to " + std::to_string(maxSteps) + ".");
    const SchedulerFields config(schedulerConfig);
    const SamplerInfo& info = samplerInfo(sampler == "model" ? samplerOf(config) : sampler);
    if (model.prediction() == Prediction::flow)
        refuseFlow(info, schedule);

    const std::string name(info.name);
    SamplingPlan plan = schedule == "model" ? modelPlan(name, steps, model, config, skip)
                                            : schedulePlan(info, schedule, steps, model, skip);
    plan.sampler = name;
    plan.schedule = schedule;
    plan.timestepOf = timestepLookup(plan.sigmas, plan.timesteps, model);
    plan.run = [run = std::move(plan.run)](
                   const Denoiser& denoise, at::Tensor x, NoiseSource& noise, const StepObserver& observe) {
        return run(
            denoise, std::move(x), noise, observe ? observe : [](const Step&) {});
    };
    return plan;
}

} // namespace tarn
