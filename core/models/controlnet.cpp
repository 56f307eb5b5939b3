#include "network_check.h"
#include "unet_encoder.h"

#include <models/controlnet.h>
#include <nn/layers.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

namespace tarn {
namespace {

constexpr NetworkCheck controlNetCheck{"This ControlNet", "choose one for Stable Diffusion 1 or 2"};

std::string hintPlace(int convolution) { return "input_hint_block." + std::to_string(2 * convolution); }

} // namespace

ControlNetShape ControlNetShape::detect(const Weights& w, const nlohmann::json& config)
{
    controlNetCheck.expect(config, "controlnet_conditioning_channel_order", "rgb");
    controlNetCheck.expect(config, "global_pool_conditions", false);
    controlNetCheck.expect(config, "conditioning_channels", 3);
    ControlNetShape shape;
    shape.encoder = UNetShape::detectEncoder(w, config);
    while (w.hasAny(hintPlace(shape.hintConvolutions)))
        ++shape.hintConvolutions;
    if (shape.hintConvolutions < 2 || shape.hintConvolutions % 2 != 0 || shape.hintConvolutions > 16)
        controlNetCheck.refuse(
            "its hint goes through " + std::to_string(shape.hintConvolutions) + " convolutions");
    return shape;
}

at::Tensor controlHint(const Weights& w, const ControlNetShape& shape, const at::Tensor& hint)
{
    at::Tensor h = conv3x3(w[hintPlace(0)], hint);
    for (int i = 1; i + 1 < shape.hintConvolutions; ++i)
        h = conv(w[hintPlace(i)], silu(h), i % 2 == 0 ? 2 : 1, 1);
    return conv3x3(w[hintPlace(shape.hintConvolutions - 1)], silu(h));
}

UNetResiduals controlNet(
    const Weights& w, const ControlNetShape& shape, const UNetInput& input, const at::Tensor& hint)
{
    const at::Tensor time = timeEmbedding(w, shape.encoder, input);
    const at::Tensor seen = conv3x3(w["input_blocks.0.0"], input.x) + hint;
    UNetEncoded encoded = unetEncoder(w, shape.encoder, seen, time, input.context);
    for (std::size_t i = 0; i < encoded.skips.size(); ++i)
        encoded.skips[i] = conv1x1(w["zero_convs"][int(i)]["0"], encoded.skips[i]);
    return {std::move(encoded.skips), conv1x1(w["middle_block_out.0"], encoded.middle)};
}

} // namespace tarn
