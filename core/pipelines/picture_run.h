#pragma once

#include <pipelines/edit_pass.h>
#include <pipelines/picture_plan.h>
#include <sampling/noise_source.h>

#include <string>
#include <vector>

namespace tarn {

/// One run of the sampler on the way to a picture.
struct PictureRun {
    const SamplingPlan& plan;
    const BranchStart* branch; ///< that it starts from; null: from its beginning
    double firstSigma; ///< of the run as a whole, also where a branch starts later
    NoiseSeeds seeds;
    std::int64_t index; ///< of the picture
    std::vector<std::int64_t> shape; ///< of the latents
    EditArea area; ///< what the network sees of the picture
    at::Tensor old{}; ///< to start from; undefined: from noise alone
    at::Tensor mask{}; ///< of an inpainting, [1, 1, h, w]
    std::string fill{};
    bool fromNoise = false; ///< the start holds nothing of the old
    at::Tensor channels{}; ///< behind x
    int stepsBefore = 0; ///< of this picture

    std::size_t number = 0; ///< of the pass
    const EditPass* pass = nullptr; ///< of an edit
    const Image* paste = nullptr; ///< its mask
    const Image* before = nullptr; ///< the picture that it is pasted into, or whose alpha stays
};

} // namespace tarn
