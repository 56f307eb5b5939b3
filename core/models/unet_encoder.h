#pragma once

#include <models/unet.h>

#include <string>

/// The blocks of the UNet, and its half that a ControlNet has a copy of.
namespace tarn {

inline std::string blockPlace(const char* side, int index)
{
    return std::string(side) + "." + std::to_string(index);
}

/// x [N, C, H, W], time [N, T] -> [N, C', H, W]
at::Tensor resBlock(const Weights& w, const UNetShape& shape, const at::Tensor& x, const at::Tensor& time);

/// The projections around the blocks are 1×1 convolutions (SD 1) or linear layers (SD 2): the weight's rank says
/// which. x [N, C, H, W] -> [N, C, H, W]
at::Tensor spatialTransformer(const Weights& w, const UNetShape& shape, const at::Tensor& x,
    const at::Tensor& context, int heads, bool onlyCross);

/// -> [N, T], with the class where the network knows classes.
at::Tensor timeEmbedding(const Weights& w, const UNetShape& shape, const UNetInput& input);

struct UNetEncoded {
    std::vector<at::Tensor> skips; ///< the input, then the output of each block; the finest first
    at::Tensor middle;
};

/// From `h`, the output of the first convolution, down to the middle block and through it.
UNetEncoded unetEncoder(
    const Weights& w, const UNetShape& shape, at::Tensor h, const at::Tensor& time, const at::Tensor& context);

} // namespace tarn
