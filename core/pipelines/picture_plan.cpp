#include <pipelines/picture_plan.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace tarn {

std::string modeOf(const GenerateRequest& request)
{
    return request.outpaint.any() ? "outpainting"
        : request.mask.isGiven()  ? "inpainting"
        : request.image.isGiven() ? "image-to-image"
                                  : "text-to-image";
}

StrengthSteps stepsOf(const GenerateRequest& request)
{
    return request.image.isGiven() ? strengthSteps(request) : StrengthSteps{request.steps, 0};
}

SamplingPlan samplingPlanOf(
    const GenerateRequest& request, const ModelSampling& sampling, const nlohmann::json& schedulerConfig)
{
    const StrengthSteps steps = stepsOf(request);
    SamplingPlan plan = makePlan(request.sampler, request.schedule, steps.scheduled, sampling, schedulerConfig,
        std::min(steps.skipped, steps.scheduled - 1));
    if (steps.taken() == 0)
        plan.sigmas = plan.timesteps = {};
    return plan;
}

at::Tensor BranchStart::at(double next) const
{
    return std::abs(next - sigma) <= sigma * 1e-9 ? x : denoised.lerp(x, std::min(next / sigma, 1.0));
}

SamplingPlan branchPlanOf(const GenerateRequest& request, const ModelSampling& sampling,
    const nlohmann::json& schedulerConfig, double sigma)
{
    const StrengthSteps steps = stepsOf(request);
    const auto skipping = [&](int skipped) {
        return makePlan(request.sampler, request.schedule, steps.scheduled, sampling, schedulerConfig, skipped);
    };
    // Levels fall, so the first that is low enough is found by halving.
    int low = std::min(steps.skipped, steps.scheduled - 1), high = steps.scheduled - 1;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (skipping(middle).sigmas.front() <= sigma * (1 + 1e-6))
            high = middle;
        else
            low = middle + 1;
    }
    return skipping(low);
}

} // namespace tarn
