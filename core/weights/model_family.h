#pragma once

#include "opened_model.h"

#include <optional>
#include <string>
#include <vector>

namespace tarn {

/// What the keys outside the UNet tell about its family.
struct FamilyClues {
    bool openClip = false; ///< the text encoder is OpenCLIP's
    bool unclip = false; ///< an image embedding conditions the UNet
};

/// Fills in the description of a latent diffusion model whose parts are known: family and title from key names and
/// input channels alone (never from a width or a file's name), channels, parameters, and why it cannot be drawn
/// with.
void describeLatentDiffusion(OpenedModel& model, const FamilyClues& clues);

/// Fills in the description when `keys` are those of a network of another kind: Stable Diffusion 3, FLUX, a
/// ControlNet, a LoRA. Returns whether they are.
bool describeOtherKind(ModelDescription& description, const Keys& keys);

void describeTaesd(OpenedModel& model);
void describeDepthEstimator(OpenedModel& model);
void describeControlNet(OpenedModel& model);

/// Stable Diffusion 2 where the transformers of `network` are entered through matrices, else 1.
Family familyByProjections(const NetworkTensors& network);

/// Adds `file` to the files and bytes of the description, and its elements to the parameters.
void countFile(ModelDescription& description, const MappedTensors& file);

/// "eps" or "v" for a Stable Diffusion 2 UNet that comes without a scheduler's config: ComfyUI's rule, the
/// standard deviation of the last transformer's first norm bias (model_detection of Stable Diffusion 2, 4 input
/// channels).
std::string predictionFromWeights(const NetworkTensors& unet);

} // namespace tarn
