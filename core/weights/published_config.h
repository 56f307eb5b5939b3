#pragma once

#include "network_tensors.h"

#include <weights/checkpoint.h>

#include <nlohmann/json.hpp>

#include <string>

namespace tarn {

/// config.json as diffusers publishes it for a UNet of `family`, widths and counts read from its tensors. What
/// shapes cannot say is the original's: 32 norm groups; 8 heads (Stable Diffusion 1 and the x4 upscaler) or 64
/// channels a head.
nlohmann::json publishedUnetConfig(const NetworkTensors& unet, Family family);

/// The same for an AutoencoderKL that belongs to a UNet with `unetChannels` input channels.
nlohmann::json publishedVaeConfig(const NetworkTensors& vae, Family family, int unetChannels);

/// The same for the text encoder: CLIP ViT-L/14's (64 channels a head, quick GELU), or OpenCLIP's with exact GELU.
nlohmann::json publishedClipConfig(const NetworkTensors& clip, Family family);

/// The same for a depth estimator: MiDaS's dpt_hybrid, whose ViT is timm's vit_base_resnet50_384, read after its
/// ninth and its twelfth layer. Holds the image processor's config, too.
nlohmann::json publishedDepthConfig(const NetworkTensors& dpt);

/// scheduler_config.json of the Stable Diffusion families; `prediction` is "eps" or "v".
nlohmann::json publishedSchedulerConfig(const std::string& prediction);

} // namespace tarn
