#pragma once

#include <models/unet.h>

namespace tarn {

/// The sizes of a ControlNet, Zhang et al. 2023: a copy of the UNet's encoder that sees a hint.
struct ControlNetShape {
    UNetShape encoder;
    int hintConvolutions =
        0; ///< of the hint's embedding, the last one included; every second one between halves it

    /// Pixels of the hint along a side of one latent.
    int factor() const { return 1 << ((hintConvolutions - 2) / 2); }

    /// As UNetShape::detect; `config` is diffusers' config.json of the ControlNet. Throws ModelError.
    static ControlNetShape detect(const Weights& w, const nlohmann::json& config);
};

/// hint [N, 3, factor H, factor W], 0 … 1 -> what the encoder sees of it, [N, C, H, W]; the same at every step.
at::Tensor controlHint(const Weights& w, const ControlNetShape& shape, const at::Tensor& hint);

/// The residuals for one call of the UNet, whose `x`, time steps and context are `input`'s. `hint` is the output
/// of `controlHint`. Throws Cancelled between blocks.
UNetResiduals controlNet(
    const Weights& w, const ControlNetShape& shape, const UNetInput& input, const at::Tensor& hint);

} // namespace tarn
