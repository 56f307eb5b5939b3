#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace tarn {

/// One resolution of a UNet; the first is the finest.
struct UNetLevel {
    int blocks = 0; ///< residual blocks on the way down; one more on the way up
    int channels = 0;
    int heads = 0; ///< of its transformers
    int depth = 0; ///< transformer blocks after each residual block; 0: the level does not attend
    bool onlyCross =
        false; ///< the first attention of each transformer block attends to the context, too (x4 upscaler)
};

/// The sizes of a Stable Diffusion 1 or 2 UNet, Rombach et al. 2022.
struct UNetShape {
    int inChannels = 0;
    int outChannels = 0;
    int contextWidth = 0;
    int normGroups = 32;
    double normEps = 1e-5;
    int middleHeads = 0;
    int middleDepth = 0;
    int classes = 0; ///< rows of the class embedding, 0 for none
    std::vector<UNetLevel> levels;

    /// Reads counts and widths from the tensors' shapes, and from `config` (diffusers' config.json of the UNet)
    /// what shapes cannot say: norm groups and heads. Throws ModelError for a network of another kind.
    static UNetShape detect(const Weights& w, const nlohmann::json& config);
    /// The same for the encoder's half alone, as a ControlNet has it; it gives no channels out.
    static UNetShape detectEncoder(const Weights& w, const nlohmann::json& config);
};

/// What ControlNets add inside the network: one tensor for each skip, the finest first, and one for the middle.
struct UNetResiduals {
    std::vector<at::Tensor> skips;
    at::Tensor middle; ///< undefined for none
};

/// What goes into one call of the network besides its weights.
struct UNetInput {
    at::Tensor x; ///< [N, inChannels, H, W], scaled by c_in; any H, W >= 1
    at::Tensor t; ///< [N] time steps, fp32, 0 … 1000, fractions allowed
    at::Tensor context; ///< [N, T, contextWidth]
    at::Tensor classes; ///< [N] int64, only for networks with a class embedding
    UNetResiduals residuals = {};
};

/// -> [N, outChannels, H, W], in the dtype of the weights. Throws Cancelled between blocks (nn/stop.h).
at::Tensor unet(const Weights& w, const UNetShape& shape, const UNetInput& input);

} // namespace tarn
