#pragma once

#include <image/image.h>
#include <pipelines/conditioning.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/handed_tensors.h>
#include <protocol/generate_request.h>
#include <sampling/plan.h>

#include <functional>
#include <vector>

namespace tarn {

/// One finished picture and the way to it.
struct DrawnPicture {
    at::Tensor image; ///< [1, 3, H, W] fp32, 0 … 1
    std::vector<at::Tensor> latents; ///< the state after each reported step, scaled as other programs hand it out
};

/// Text to image: the request's prompts, sampler and noise levels, made ready for one or more seeds.
class TextToImage {
public:
    /// Throws UsageError for names and numbers that cannot be, StudioError for a model that draws from more than
    /// text.
    TextToImage(const DiffusionModel& model, const GenerateRequest& request, const HandedTensors& handed);

    const SamplingPlan& plan() const { return m_plan; }
    const Conditioning& conditioning() const { return m_conditioning; }

    /// Draws picture `index` (0 …) of the run with its own `seed`. `observe` hears of each step before its update.
    /// Throws Cancelled, and StudioError when the numbers left what can be a picture.
    DrawnPicture draw(std::uint64_t seed, std::int64_t index, const StepObserver& observe) const;

private:
    std::vector<std::int64_t> latentShape() const;

    const DiffusionModel& m_model;
    const HandedTensors& m_handed;
    GenerateRequest m_request;
    SamplingPlan m_plan;
    Conditioning m_conditioning;
};

/// The side in pixels that the model is best at, when the request names none.
int preferredSide(const DiffusionModel::Blueprint& blueprint, const Checkpoint& checkpoint);

/// [1, 3, H, W] 0 … 1 -> 8-bit RGB, rounded to the nearest level.
Image toImage(const at::Tensor& picture);

} // namespace tarn
