#pragma once

#include <image/image.h>
#include <pipelines/strength.h>
#include <protocol/generate_request.h>
#include <sampling/plan.h>

#include <ATen/core/Tensor.h>

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace tarn {

/// What kind of drawing a request asks for: text-to-image, image-to-image, inpainting or outpainting.
std::string modeOf(const GenerateRequest& request);

/// Which steps a request takes: all of them from text alone, else what its strength leaves.
StrengthSteps stepsOf(const GenerateRequest& request);

/// The sampler's run for a request. Without a step to take it has neither noise levels nor time steps. Throws
/// UsageError and ModelError as `makePlan` and `strengthSteps` do.
SamplingPlan samplingPlanOf(
    const GenerateRequest& request, const ModelSampling& sampling, const nlohmann::json& schedulerConfig);

/// A state on the way of a run, from which another one can start.
struct BranchStart {
    double sigma = 0;
    at::Tensor x; ///< [1, C, h, w], VE-scaled
    at::Tensor denoised; ///< what was predicted there
    std::size_t pass = 0; ///< of an edit with several, the one that it lies in
    Image before{}; ///< the result as that pass found it; without pixels in the first

    /// The state at `next` <= sigma: one Euler step along the prediction; x itself where the levels are equal.
    at::Tensor at(double next) const;
};

/// The rest of the request's run from the first of its levels that is not above `sigma`; at least its last step.
/// Throws as `samplingPlanOf`.
SamplingPlan branchPlanOf(const GenerateRequest& request, const ModelSampling& sampling,
    const nlohmann::json& schedulerConfig, double sigma);

} // namespace tarn
