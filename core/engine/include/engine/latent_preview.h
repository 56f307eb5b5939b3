#pragma once

#include <protocol/job.h>
#include <weights/checkpoint.h>

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

namespace tarn {

/// A linear map from latents to colours: a preview for next to nothing.
struct LatentColours {
    at::Tensor matrix; ///< [C, 3]
    at::Tensor bias; ///< [3]

    /// From latent_rgb.json beside the model (packaging/fit_latent_rgb.py), else the map that ComfyUI publishes
    /// for the VAE of Stable Diffusion 1 and 2 (comfy/latent_formats.py); none for other latents. Throws
    /// ModelError for a file of the wrong form.
    static std::optional<LatentColours> find(const ModelDescription& model);

    /// latents [1, C, h, w] in the UNet's scale -> [1, 3, h, w], about 0 … 1.
    at::Tensor picture(const at::Tensor& latents) const;
};

/// [1, 3, H, W], 0 … 1 or cut to that -> rgb8 bytes.
std::vector<std::byte> rgb8(const at::Tensor& picture);

} // namespace tarn
