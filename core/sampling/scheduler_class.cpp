#include "scheduler_class.h"

#include <base/error.h>

#include <algorithm>

namespace tarn {
namespace {

using enum Grid;
using enum KarrasTimesteps;
using enum TerminalSnr;

constexpr SchedulerClass classes[] = {
    {"ddpm", "DDPMScheduler", whole, "leading", zero, none, true, false},
    {"ddim", "DDIMScheduler", whole, "leading", zero, none, true, false},
    {"pndm", "PNDMScheduler", whole, "leading", asTrained, none, true, false},
    {"lcm", "LCMScheduler", consistency, "leading", zero, none, true, false},
    {"euler", "EulerDiscreteScheduler", fractional, "linspace", nearZero, exact, false, true},
    {"euler_ancestral", "EulerAncestralDiscreteScheduler", fractional, "linspace", nearZero, none, false, false},
    {"heun", "HeunDiscreteScheduler", fractional, "linspace", asTrained, exact, false, false},
    {"lms", "LMSDiscreteScheduler", fractional, "linspace", asTrained, exact, false, false},
    {"dpm_2", "KDPM2DiscreteScheduler", fractional, "linspace", asTrained, rounded, false, false},
    {"dpm_2_ancestral", "KDPM2AncestralDiscreteScheduler", fractional, "linspace", asTrained, rounded, false,
        false},
    {"dpmpp_sde", "DPMSolverSDEScheduler", fractional, "linspace", asTrained, exact, false, false},
    {"dpmpp_2m", "DPMSolverMultistepScheduler", dropLast, "linspace", nearZero, roundedUnlessCosine, true, true},
    {"dpmpp_2m_sde", "DPMSolverMultistepScheduler", dropLast, "linspace", nearZero, roundedUnlessCosine, true,
        true},
    {"unipc", "UniPCMultistepScheduler", dropLast, "linspace", nearZero, rounded, true, true},
};

bool isMultistep(const SchedulerClass& scheduler) { return scheduler.name == "DPMSolverMultistepScheduler"; }

[[noreturn]] void refuse(const std::string& field, const std::string& value)
{
    throw ModelError("In scheduler_config.json, \"" + field + "\": " + value
        + " is not supported; choose a sampler and a schedule by name.");
}

} // namespace

const SchedulerClass& schedulerClass(std::string_view sampler)
{
    const auto found = std::ranges::find(classes, sampler, &SchedulerClass::sampler);
    if (found != std::end(classes))
        return *found;
    const std::string nearest = sampler == "dpmpp_2s_ancestral" ? "dpm_2_ancestral" : "dpmpp_2m_sde";
    throw UsageError("The sampler \"" + std::string(sampler)
        + "\" has no schedule \"model\"; choose the schedule karras, "
          "or the sampler "
        + nearest + ".");
}

std::string samplerOf(const SchedulerFields& config)
{
    const std::string name = config.text("_class_name", "");
    const auto found = std::ranges::find(classes, name, &SchedulerClass::name);
    if (found == std::end(classes))
        throw ModelError("scheduler_config.json asks for the scheduler \"" + name
            + "\", which is not known; choose a sampler and a schedule by name.");
    if (!isMultistep(*found))
        return std::string(found->sampler);
    const std::string algorithm = config.text("algorithm_type", "dpmsolver++");
    if (algorithm == "sde-dpmsolver++")
        return "dpmpp_2m_sde";
    if (algorithm != "dpmsolver++" && algorithm != "deis") // diffusers, too, takes deis for dpmsolver++
        refuse("algorithm_type", "\"" + algorithm + "\"");
    return "dpmpp_2m";
}

void refuseUnsupported(const SchedulerFields& config, const SchedulerClass& scheduler)
{
    const bool thresholds = scheduler.grid == Grid::dropLast || scheduler.grid == Grid::consistency
        || scheduler.sampler == "ddpm" || scheduler.sampler == "ddim";
    if (thresholds && config.flag("thresholding", false))
        refuse("thresholding", "true");
    if (scheduler.sampler == "ddpm") {
        const std::string variance = config.text("variance_type", "fixed_small");
        if (variance != "fixed_small" && variance != "fixed_small_log" && variance != "fixed_large")
            refuse("variance_type", "\"" + variance + "\"");
    }
    if (scheduler.grid == Grid::dropLast) {
        for (const char* field : {"use_flow_sigmas", "use_dynamic_shifting"})
            if (config.flag(field, false))
                refuse(field, "true");
    }
    if (isMultistep(scheduler) && config.text("variance_type", "").starts_with("learned"))
        refuse("variance_type", "\"" + config.text("variance_type", "") + "\"");
    if (scheduler.sampler == "unipc") {
        if (!config.flag("predict_x0", true))
            refuse("predict_x0", "false");
        if (config.has("solver_p"))
            refuse("solver_p", "another scheduler");
    }
    if (scheduler.sampler == "euler") {
        if (config.text("interpolation_type", "linear") != "linear")
            refuse("interpolation_type", "\"" + config.text("interpolation_type", "") + "\"");
        if (config.text("timestep_type", "discrete") != "discrete")
            refuse("timestep_type", "\"" + config.text("timestep_type", "") + "\"");
    }
}

} // namespace tarn
