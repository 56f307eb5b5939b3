#include "unet_encoder.h"

#include <nn/layers.h>

#include <ATen/ATen.h>

namespace tarn {
namespace {

/// Adds what ControlNets give for each skip and the middle.
void addResiduals(UNetEncoded& encoded, const UNetResiduals& residuals)
{
    if (!residuals.middle.defined())
        return;
    for (std::size_t i = 0; i < encoded.skips.size(); ++i)
        encoded.skips[i] = encoded.skips[i] + residuals.skips.at(i);
    encoded.middle = encoded.middle + residuals.middle;
}

} // namespace

at::Tensor unet(const Weights& w, const UNetShape& shape, const UNetInput& input)
{
    const at::Tensor time = timeEmbedding(w, shape, input);
    UNetEncoded encoded = unetEncoder(w, shape, conv3x3(w["input_blocks.0.0"], input.x), time, input.context);
    addResiduals(encoded, input.residuals);

    std::vector<at::Tensor>& skips = encoded.skips;
    at::Tensor h = std::move(encoded.middle);
    int block = 0;
    for (std::size_t i = shape.levels.size(); i-- > 0;) {
        const UNetLevel& level = shape.levels[i];
        for (int j = 0; j <= level.blocks; ++j, ++block) {
            const Weights at = w[blockPlace("output_blocks", block)];
            h = resBlock(at["0"], shape, at::cat({h, skips.back()}, 1), time);
            skips.pop_back();
            if (level.depth > 0)
                h = spatialTransformer(at["1"], shape, h, input.context, level.heads, level.onlyCross);
            if (i > 0 && j == level.blocks) {
                // Odd sizes do not double: the picture grows to the size of the skip that is joined next.
                h = resizeNearest(h, skips.back().size(2), skips.back().size(3));
                h = conv3x3(at[level.depth > 0 ? "2.conv" : "1.conv"], h);
            }
        }
    }
    return conv3x3(w["out.2"], siluOfGroupNorm(w["out.0"], h, shape.normGroups, shape.normEps));
}

} // namespace tarn
