#include "initial_weights.h"

#include <base/error.h>
#include <train/initial_networks.h>

#include <ATen/ATen.h>

#include <array>

namespace tarn {
namespace {

using nlohmann::json;

/// Channels of the hint's embedding by size, as in the published ControlNets.
std::vector<int> hintChannels(int halvings)
{
    constexpr std::array<int, 4> published{16, 32, 96, 256};
    std::vector<int> channels;
    for (int i = 0; i <= halvings; ++i)
        channels.push_back(published[std::size_t(std::min(i, 3))]);
    return channels;
}

/// A convolution of three for each size, in every second entry; the last one's output starts as nothing.
void hintEmbedding(InitialWeights& init, const std::vector<int>& channels, int out)
{
    int entry = 0;
    const auto next = [&] { return "input_hint_block." + std::to_string(2 * entry++); };
    init.conv(next(), 3, channels[0], 3);
    for (std::size_t i = 0; i + 1 < channels.size(); ++i) {
        init.conv(next(), channels[i], channels[i], 3);
        init.conv(next(), channels[i], channels[i + 1], 3);
    }
    const std::string last = next();
    init.conv(last, channels.back(), out, 3);
    init.zero(last);
}

void zeroConvolution(InitialWeights& init, const std::string& name, std::int64_t channels)
{
    init.conv(name, int(channels), int(channels), 1);
    init.zero(name);
}

bool isEncoders(const std::string& name)
{
    for (const char* start : {"time_embed.", "label_emb", "input_blocks.", "middle_block."})
        if (name.starts_with(start))
            return true;
    return false;
}

json controlConfig(const json& unet, const std::vector<int>& channels)
{
    json config{{"_class_name", "ControlNetModel"}, {"conditioning_channels", 3},
        {"conditioning_embedding_out_channels", channels}, {"controlnet_conditioning_channel_order", "rgb"},
        {"global_pool_conditions", false}};
    for (const char* name : {"act_fn", "attention_head_dim", "block_out_channels", "class_embed_type",
             "cross_attention_dim", "down_block_types", "downsample_padding", "flip_sin_to_cos", "freq_shift",
             "in_channels", "layers_per_block", "mid_block_scale_factor", "mid_block_type", "norm_eps",
             "norm_num_groups", "num_attention_heads", "num_class_embeds", "only_cross_attention",
             "projection_class_embeddings_input_dim", "resnet_time_scale_shift", "transformer_layers_per_block",
             "upcast_attention", "use_linear_projection"})
        if (unet.contains(name) && !unet[name].is_null())
            config[name] = unet[name];
    return config;
}

void tinyBlock(InitialWeights& init, const std::string& name, int width)
{
    for (const char* layer : {".conv.0", ".conv.2", ".conv.4"})
        init.conv(name + layer, width, width, 3);
}

} // namespace

NetworkFolder initialControlNet(const NetworkFolder& unet, int halvings, std::uint64_t seed)
{
    const auto first = unet.tensors.find("input_blocks.0.0.weight"), last = unet.tensors.find("out.2.weight");
    if (first == unet.tensors.end() || last == unet.tensors.end() || first->second.size(1) != last->second.size(0))
        throw ModelError("A ControlNet starts from a UNet that is shown latents alone; choose a model that draws "
                         "from text.");
    InitialWeights init(seed);
    const std::vector<int> channels = hintChannels(halvings);
    hintEmbedding(init, channels, int(first->second.size(0)));
    std::int64_t width = 0;
    const auto widthAfter = [&](const std::string& block) {
        for (const char* layer : {".0.out_layers.3.weight", ".0.op.weight", ".0.weight"})
            if (const auto found = unet.tensors.find(block + layer); found != unet.tensors.end())
                return found->second.size(0);
        return std::int64_t(0);
    };
    for (int i = 0; const std::int64_t after = widthAfter("input_blocks." + std::to_string(i)); ++i) {
        width = after;
        zeroConvolution(init, "zero_convs." + std::to_string(i) + ".0", width);
    }
    zeroConvolution(init, "middle_block_out.0", width);
    NetworkFolder control{controlConfig(unet.config, channels), init.take()};
    for (const auto& [name, tensor] : unet.tensors)
        if (isEncoders(name))
            control.tensors.emplace(name, tensor);
    return control;
}

NetworkFolder initialTinyVae(const TinyVaePlan& plan, std::uint64_t seed)
{
    InitialWeights init(seed);
    int layer = 0;
    const auto next = [&](const char* side) { return side + std::to_string(layer++); };
    init.conv(next("encoder."), 3, plan.width, 3);
    tinyBlock(init, next("encoder."), plan.width);
    for (int i = 0; i < plan.halvings; ++i) {
        init.convWithoutBias(next("encoder."), plan.width, plan.width, 3);
        for (int j = 0; j < plan.blocks; ++j)
            tinyBlock(init, next("encoder."), plan.width);
    }
    init.conv(next("encoder."), plan.width, plan.latentChannels, 3);

    layer = 1; // after the clamp
    init.conv(next("decoder."), plan.latentChannels, plan.width, 3);
    ++layer; // an activation
    for (int i = 0; i < plan.halvings; ++i) {
        for (int j = 0; j < plan.blocks; ++j)
            tinyBlock(init, next("decoder."), plan.width);
        ++layer; // the doubling
        init.convWithoutBias(next("decoder."), plan.width, plan.width, 3);
    }
    tinyBlock(init, next("decoder."), plan.width);
    init.conv(next("decoder."), plan.width, 3, 3);

    std::vector<int> widths(std::size_t(plan.halvings) + 1, plan.width), down(widths.size(), plan.blocks),
        up = down;
    down.front() = up.back() = 1;
    const json config{{"_class_name", "AutoencoderTiny"}, {"act_fn", "relu"}, {"block_out_channels", widths},
        {"decoder_block_out_channels", widths}, {"encoder_block_out_channels", widths}, {"force_upcast", false},
        {"in_channels", 3}, {"latent_channels", plan.latentChannels}, {"latent_magnitude", 3},
        {"latent_shift", 0.5}, {"num_decoder_blocks", up}, {"num_encoder_blocks", down}, {"out_channels", 3},
        {"scaling_factor", 1.0}, {"upsampling_scaling_factor", 2}};
    return {config, init.take()};
}

} // namespace tarn
