#include "initial_weights.h"

#include <train/initial_networks.h>

#include <ATen/ATen.h>

namespace tarn {
namespace {

using nlohmann::json;

void resBlock(InitialWeights& init, const std::string& name, int in, int out, int time)
{
    init.norm(name + ".in_layers.0", in);
    init.conv(name + ".in_layers.2", in, out, 3);
    init.linear(name + ".emb_layers.1", time, out);
    init.norm(name + ".out_layers.0", out);
    init.conv(name + ".out_layers.3", out, out, 3);
    init.zero(name + ".out_layers.3");
    if (in != out)
        init.conv(name + ".skip_connection", in, out, 1);
}

void attention(InitialWeights& init, const std::string& name, int width, int sourceWidth)
{
    init.linearWithoutBias(name + ".to_q", width, width);
    init.linearWithoutBias(name + ".to_k", sourceWidth, width);
    init.linearWithoutBias(name + ".to_v", sourceWidth, width);
    init.linear(name + ".to_out.0", width, width);
}

void transformer(InitialWeights& init, const std::string& name, int width, int contextWidth)
{
    init.norm(name + ".norm", width);
    init.conv(name + ".proj_in", width, width, 1);
    const std::string block = name + ".transformer_blocks.0";
    for (const char* norm : {".norm1", ".norm2", ".norm3"})
        init.norm(block + norm, width);
    attention(init, block + ".attn1", width, width);
    attention(init, block + ".attn2", width, contextWidth);
    init.linear(block + ".ff.net.0.proj", width, 8 * width);
    init.linear(block + ".ff.net.2", 4 * width, width);
    init.conv(name + ".proj_out", width, width, 1);
    init.zero(name + ".proj_out");
}

json unetConfig(const UNetPlan& plan)
{
    json down = json::array(), up = json::array();
    const std::size_t levels = plan.channels.size();
    for (std::size_t i = 0; i < levels; ++i) {
        down.push_back(plan.attends[i] ? "CrossAttnDownBlock2D" : "DownBlock2D");
        up.push_back(plan.attends[levels - 1 - i] ? "CrossAttnUpBlock2D" : "UpBlock2D");
    }
    return {{"_class_name", "UNet2DConditionModel"}, {"act_fn", "silu"}, {"attention_head_dim", plan.heads},
        {"block_out_channels", plan.channels}, {"center_input_sample", false},
        {"cross_attention_dim", plan.contextWidth}, {"down_block_types", down}, {"downsample_padding", 1},
        {"flip_sin_to_cos", true}, {"freq_shift", 0}, {"in_channels", plan.inChannels},
        {"layers_per_block", plan.blocks}, {"mid_block_scale_factor", 1},
        {"mid_block_type", "UNetMidBlock2DCrossAttn"}, {"norm_eps", 1e-5}, {"norm_num_groups", plan.groups},
        {"out_channels", plan.outChannels}, {"sample_size", plan.sampleSize}, {"up_block_types", up}};
}

void vaeResBlock(InitialWeights& init, const std::string& name, int in, int out)
{
    init.norm(name + ".norm1", in);
    init.conv(name + ".conv1", in, out, 3);
    init.norm(name + ".norm2", out);
    init.conv(name + ".conv2", out, out, 3);
    if (in != out)
        init.conv(name + ".nin_shortcut", in, out, 1);
}

void vaeMiddle(InitialWeights& init, const std::string& name, int width, bool attends)
{
    vaeResBlock(init, name + ".block_1", width, width);
    if (attends) {
        init.norm(name + ".attn_1.norm", width);
        for (const char* part : {".q", ".k", ".v", ".proj_out"})
            init.conv(name + ".attn_1" + part, width, width, 1);
    }
    vaeResBlock(init, name + ".block_2", width, width);
}

void vaeEncoder(InitialWeights& init, const VaePlan& plan)
{
    int width = int(plan.channels[0]);
    init.conv("encoder.conv_in", 3, width, 3);
    for (std::size_t i = 0; i < plan.channels.size(); ++i) {
        const std::string level = "encoder.down." + std::to_string(i);
        for (int j = 0; j < plan.blocks; ++j) {
            vaeResBlock(init, level + ".block." + std::to_string(j), width, int(plan.channels[i]));
            width = int(plan.channels[i]);
        }
        if (i + 1 < plan.channels.size())
            init.conv(level + ".downsample.conv", width, width, 3);
    }
    vaeMiddle(init, "encoder.mid", width, plan.attends);
    init.norm("encoder.norm_out", width);
    init.conv("encoder.conv_out", width, 2 * plan.latentChannels, 3);
    init.conv("quant_conv", 2 * plan.latentChannels, 2 * plan.latentChannels, 1);
}

void vaeDecoder(InitialWeights& init, const VaePlan& plan)
{
    int width = int(plan.channels.back());
    init.conv("post_quant_conv", plan.latentChannels, plan.latentChannels, 1);
    init.conv("decoder.conv_in", plan.latentChannels, width, 3);
    vaeMiddle(init, "decoder.mid", width, plan.attends);
    for (std::size_t i = plan.channels.size(); i-- > 0;) {
        const std::string level = "decoder.up." + std::to_string(i);
        for (int j = 0; j <= plan.blocks; ++j) {
            vaeResBlock(init, level + ".block." + std::to_string(j), width, int(plan.channels[i]));
            width = int(plan.channels[i]);
        }
        if (i > 0)
            init.conv(level + ".upsample.conv", width, width, 3);
    }
    init.norm("decoder.norm_out", width);
    init.conv("decoder.conv_out", width, 3, 3);
}

} // namespace

NetworkFolder initialUNet(const UNetPlan& plan, std::uint64_t seed)
{
    InitialWeights init(seed);
    const int first = int(plan.channels[0]), time = 4 * first;
    init.linear("time_embed.0", first, time);
    init.linear("time_embed.2", time, time);
    init.conv("input_blocks.0.0", plan.inChannels, first, 3);
    std::vector<int> skips{first};
    int width = first, block = 1;
    for (std::size_t i = 0; i < plan.channels.size(); ++i) {
        for (int j = 0; j < plan.blocks; ++j, ++block) {
            const std::string place = "input_blocks." + std::to_string(block);
            resBlock(init, place + ".0", width, int(plan.channels[i]), time);
            width = int(plan.channels[i]);
            if (plan.attends[i])
                transformer(init, place + ".1", width, plan.contextWidth);
            skips.push_back(width);
        }
        if (i + 1 < plan.channels.size()) {
            init.conv("input_blocks." + std::to_string(block++) + ".0.op", width, width, 3);
            skips.push_back(width);
        }
    }
    resBlock(init, "middle_block.0", width, width, time);
    transformer(init, "middle_block.1", width, plan.contextWidth);
    resBlock(init, "middle_block.2", width, width, time);
    block = 0;
    for (std::size_t i = plan.channels.size(); i-- > 0;)
        for (int j = 0; j <= plan.blocks; ++j, ++block) {
            const std::string place = "output_blocks." + std::to_string(block);
            resBlock(init, place + ".0", width + skips.back(), int(plan.channels[i]), time);
            skips.pop_back();
            width = int(plan.channels[i]);
            if (plan.attends[i])
                transformer(init, place + ".1", width, plan.contextWidth);
            if (i > 0 && j == plan.blocks)
                init.conv(place + (plan.attends[i] ? ".2.conv" : ".1.conv"), width, width, 3);
        }
    init.norm("out.0", width);
    init.conv("out.2", width, plan.outChannels, 3);
    init.zero("out.2");
    return {unetConfig(plan), init.take()};
}

void widenInput(NetworkFolder& unet, int more)
{
    at::Tensor& first = unet.tensors.at("input_blocks.0.0.weight");
    std::vector<std::int64_t> shape = first.sizes().vec();
    shape[1] = more;
    first = at::cat({first, at::zeros(shape, first.options())}, 1);
    unet.config["in_channels"] = first.size(1);
}

NetworkFolder initialVae(const VaePlan& plan, std::uint64_t seed)
{
    InitialWeights init(seed);
    vaeEncoder(init, plan);
    vaeDecoder(init, plan);
    const std::size_t levels = plan.channels.size();
    const json config{{"_class_name", "AutoencoderKL"}, {"act_fn", "silu"}, {"block_out_channels", plan.channels},
        {"down_block_types", std::vector<std::string>(levels, "DownEncoderBlock2D")}, {"force_upcast", false},
        {"in_channels", 3}, {"latent_channels", plan.latentChannels}, {"layers_per_block", plan.blocks},
        {"mid_block_add_attention", plan.attends}, {"norm_num_groups", plan.groups}, {"out_channels", 3},
        {"sample_size", plan.sampleSize}, {"scaling_factor", 1.0},
        {"up_block_types", std::vector<std::string>(levels, "UpDecoderBlock2D")}};
    return {config, init.take()};
}

NetworkFolder initialClip(const ClipPlan& plan, std::uint64_t seed)
{
    InitialWeights init(seed);
    init.embedding("embeddings.token_embedding", plan.tokens, plan.width, 0.02);
    init.embedding("embeddings.position_embedding", plan.positions, plan.width, 0.01);
    for (int i = 0; i < plan.layers; ++i) {
        const std::string layer = "encoder.layers." + std::to_string(i);
        init.norm(layer + ".layer_norm1", plan.width);
        for (const char* part :
            {".self_attn.q_proj", ".self_attn.k_proj", ".self_attn.v_proj", ".self_attn.out_proj"})
            init.linear(layer + part, plan.width, plan.width);
        init.norm(layer + ".layer_norm2", plan.width);
        init.linear(layer + ".mlp.fc1", plan.width, 4 * plan.width);
        init.linear(layer + ".mlp.fc2", 4 * plan.width, plan.width);
    }
    init.norm("final_layer_norm", plan.width);
    const json config{{"architectures", {"CLIPTextModel"}}, {"attention_dropout", 0.0},
        {"bos_token_id", plan.beginToken}, {"eos_token_id", plan.endToken}, {"hidden_act", "quick_gelu"},
        {"hidden_size", plan.width}, {"initializer_factor", 1.0}, {"initializer_range", 0.02},
        {"intermediate_size", 4 * plan.width}, {"layer_norm_eps", 1e-5},
        {"max_position_embeddings", plan.positions}, {"model_type", "clip_text_model"},
        {"num_attention_heads", plan.heads}, {"num_hidden_layers", plan.layers}, {"pad_token_id", plan.endToken},
        {"projection_dim", plan.width}, {"vocab_size", plan.tokens}};
    return {config, init.take()};
}

} // namespace tarn
