#pragma once

#include <protocol/job.h>

#include <engine/latent_preview.h>
#include <engine/model_shelf.h>

namespace tarn {

/// The small pictures that show the steps of a run: through the TAESD in the model's folder ("taesd", as diffusers
/// stores it), else a linear map, else none.
class StepPreview {
public:
    /// Throws Cancelled.
    StepPreview(const KnownModel& known, const Compute& compute);

    /// Why the model's TAESD is not used; empty where it is, or where there is none.
    const std::string& problem() const { return m_problem; }

    /// latents [1, C, h, w] in the UNet's scale -> rgb8 and its bytes, at most 512 pixels along a side. Throws
    /// Cancelled.
    std::optional<std::pair<Media, std::vector<std::byte>>> draw(const at::Tensor& latents) const;

private:
    Compute m_compute;
    std::optional<WeightTable> m_taesd;
    std::optional<LatentColours> m_colours;
    std::string m_problem;
};

} // namespace tarn
