#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

#include <nlohmann/json_fwd.hpp>

namespace tarn {

/// The sizes of a KL autoencoder, Rombach et al. 2022, appendix G, and the scale between its latents and the
/// UNet's.
struct VaeShape {
    int latentChannels = 0;
    int levels = 0;
    int blocks = 0; ///< residual blocks of the encoder on each level; the decoder has one more
    int normGroups = 32;
    double scalingFactor = 0.18215;
    double shiftFactor = 0;
    int fullWidth = 0; ///< channels of the widest tensor at the picture's own size, in the decoder
    bool hasEncoder = false;
    int trainedSide = 512; ///< pixels, a multiple of four times the factor; of a large picture's tiles

    /// Pixels along a side of one latent.
    int factor() const { return 1 << (levels - 1); }

    /// From the tensors' shapes and `config` (diffusers' config.json of the VAE). Throws ModelError.
    static VaeShape detect(const Weights& w, const nlohmann::json& config);
};

/// The encoder's posterior, in the VAE's own scale: [N, latentChannels, H / factor, W / factor] each.
struct LatentDistribution {
    at::Tensor mean;
    at::Tensor logVariance; ///< clamped to -30 … 20
};

/// pixels [N, 3, H, W] in -1 … 1. Throws Cancelled between blocks.
LatentDistribution vaeEncode(const Weights& w, const VaeShape& shape, const at::Tensor& pixels);

/// latents [N, latentChannels, h, w] in the VAE's own scale -> pixels [N, 3, factor h, factor w], about -1 … 1.
at::Tensor vaeDecode(const Weights& w, const VaeShape& shape, const at::Tensor& latents);

} // namespace tarn
