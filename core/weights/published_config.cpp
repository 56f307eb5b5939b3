#include "published_config.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tarn {
namespace {

constexpr int upscalerChannels = 7;

/// One resolution of an original UNet, read off its flat list of input blocks.
struct Level {
    int channels = 0;
    int blocks = 0;
    int transformers = 0; ///< in each of its transformers; 0 for none
    bool onlyCross = false;
};

Level blockOf(const NetworkTensors& unet, const std::string& place)
{
    Level level;
    level.channels = unet.size(place + ".0.out_layers.3.weight", 0);
    const std::string transformer = place + ".1.transformer_blocks.";
    while (unet.has(transformer + std::to_string(level.transformers) + ".norm1.weight"))
        ++level.transformers;
    level.onlyCross =
        unet.size(transformer + "0.attn1.to_k.weight", 1) != unet.size(transformer + "0.attn1.to_q.weight", 1);
    return level;
}

std::vector<Level> levelsOf(const NetworkTensors& unet)
{
    std::vector<Level> levels(1);
    for (int i = 1;; ++i) {
        const std::string place = "input_blocks." + std::to_string(i);
        if (unet.has(place + ".0.op.weight")) {
            levels.emplace_back();
            continue;
        }
        const Level block = blockOf(unet, place);
        if (block.channels == 0)
            return levels;
        const int blocks = levels.back().blocks + 1;
        levels.back() = block;
        levels.back().blocks = blocks;
    }
}

/// One number where all levels agree, as diffusers writes it, else the list.
nlohmann::json numberOrList(const std::vector<int>& values)
{
    const bool same = std::ranges::all_of(values, [&](int value) { return value == values.front(); });
    return same ? nlohmann::json(values.front()) : nlohmann::json(values);
}

/// attention_head_dim, which in these networks means the number of heads.
nlohmann::json headsOf(const std::vector<Level>& levels, Family family, int inputChannels)
{
    if (family == Family::stableDiffusion1 || inputChannels == upscalerChannels)
        return 8;
    std::vector<int> heads;
    for (const Level& level : levels)
        heads.push_back(std::max(1, level.channels / 64));
    return heads;
}

} // namespace

nlohmann::json publishedUnetConfig(const NetworkTensors& unet, Family family)
{
    const std::vector<Level> levels = levelsOf(unet);
    const int inputChannels = unet.size("input_blocks.0.0.weight", 1);
    std::vector<int> channels, blocks, transformers;
    std::vector<bool> onlyCross;
    std::vector<std::string> down, up;
    for (const Level& level : levels) {
        channels.push_back(level.channels);
        blocks.push_back(level.blocks);
        transformers.push_back(std::max(1, level.transformers));
        onlyCross.push_back(level.onlyCross);
        down.push_back(level.transformers ? "CrossAttnDownBlock2D" : "DownBlock2D");
        up.insert(up.begin(), level.transformers ? "CrossAttnUpBlock2D" : "UpBlock2D");
    }
    const bool anyOnlyCross = std::ranges::find(onlyCross, true) != onlyCross.end();
    const bool linear = unet.shape(unet.firstEndingIn(".proj_in.weight")).size() == 2;
    const int classes = unet.size("label_emb.weight", 0);
    return {
        {"_class_name", "UNet2DConditionModel"},
        {"in_channels", inputChannels},
        {"out_channels", unet.size("out.2.weight", 0)},
        {"block_out_channels", channels},
        {"layers_per_block", numberOrList(blocks)},
        {"transformer_layers_per_block", numberOrList(transformers)},
        {"down_block_types", down},
        {"up_block_types", up},
        {"mid_block_type", "UNetMidBlock2DCrossAttn"},
        {"cross_attention_dim", unet.size(unet.firstEndingIn(".attn2.to_k.weight"), 1)},
        {"attention_head_dim", headsOf(levels, family, inputChannels)},
        {"only_cross_attention", anyOnlyCross ? nlohmann::json(onlyCross) : nlohmann::json(false)},
        {"use_linear_projection", linear},
        {"num_class_embeds", classes > 0 ? nlohmann::json(classes) : nlohmann::json()},
        // Stable Diffusion 2.1 overflows in half precision without it, and its file does not tell it from 2.0.
        {"upcast_attention", family == Family::stableDiffusion2},
        {"act_fn", "silu"},
        {"flip_sin_to_cos", true},
        {"freq_shift", 0},
        {"norm_eps", 1e-5},
        {"norm_num_groups", 32},
    };
}

nlohmann::json publishedVaeConfig(const NetworkTensors& vae, Family family, int unetChannels)
{
    std::vector<int> channels;
    while (
        const int width = vae.size("decoder.up." + std::to_string(channels.size()) + ".block.0.conv2.weight", 0))
        channels.push_back(width);
    int blocks = 0;
    while (vae.has("decoder.up.0.block." + std::to_string(blocks) + ".conv1.weight"))
        ++blocks;
    const double scale = unetChannels == upscalerChannels ? 0.08333
        : family == Family::stableDiffusionXL             ? 0.13025
                                                          : 0.18215;
    return {
        {"_class_name", "AutoencoderKL"},
        {"in_channels", vae.size("encoder.conv_in.weight", 1)},
        {"out_channels", vae.size("decoder.conv_out.weight", 0)},
        {"latent_channels", vae.size("decoder.conv_in.weight", 1)},
        {"block_out_channels", channels},
        {"layers_per_block", std::max(1, blocks - 1)},
        {"use_quant_conv", vae.has("quant_conv.weight")},
        {"use_post_quant_conv", vae.has("post_quant_conv.weight")},
        {"act_fn", "silu"},
        {"norm_num_groups", 32},
        {"scaling_factor", scale},
    };
}

nlohmann::json publishedClipConfig(const NetworkTensors& clip, Family family)
{
    int layers = 0;
    while (clip.has("encoder.layers." + std::to_string(layers) + ".layer_norm1.weight"))
        ++layers;
    const int width = clip.size("embeddings.token_embedding.weight", 1);
    return {
        {"architectures", {"CLIPTextModel"}},
        {"model_type", "clip_text_model"},
        {"vocab_size", clip.size("embeddings.token_embedding.weight", 0)},
        {"hidden_size", width},
        {"intermediate_size", clip.size("encoder.layers.0.mlp.fc1.weight", 0)},
        {"num_hidden_layers", layers},
        {"num_attention_heads", std::max(1, width / 64)},
        {"max_position_embeddings", clip.size("embeddings.position_embedding.weight", 0)},
        {"hidden_act", family == Family::stableDiffusion2 ? "gelu" : "quick_gelu"},
        {"layer_norm_eps", 1e-5},
        {"bos_token_id", 49406},
        {"eos_token_id", 49407},
    };
}

nlohmann::json publishedDepthConfig(const NetworkTensors& dpt)
{
    const int width = dpt.size("dpt.embeddings.cls_token", 2);
    const int places = dpt.size("dpt.embeddings.position_embeddings", 1) - 1;
    const int side = 16 * int(std::lround(std::sqrt(std::max(places, 1))));
    return {
        {"model_type", "dpt"},
        {"is_hybrid", true},
        {"backbone_config", {{"num_groups", 32}}},
        {"backbone_out_indices", {2, 5, 8, 11}},
        {"hidden_size", width},
        {"num_attention_heads", std::max(1, width / 64)},
        {"layer_norm_eps", 1e-6},
        {"preprocessor",
            {{"size", {{"height", side}, {"width", side}}}, {"resample", 2}, {"image_mean", {0.5, 0.5, 0.5}},
                {"image_std", {0.5, 0.5, 0.5}}}},
    };
}

nlohmann::json publishedSchedulerConfig(const std::string& prediction)
{
    const bool v = prediction == "v";
    nlohmann::json config{
        {"_class_name", v ? "DDIMScheduler" : "PNDMScheduler"},
        {"num_train_timesteps", 1000},
        {"beta_schedule", "scaled_linear"},
        {"beta_start", 0.00085},
        {"beta_end", 0.012},
        {"trained_betas", nullptr},
        {"timestep_spacing", "leading"},
        {"steps_offset", 1},
        {"set_alpha_to_one", false},
        {"clip_sample", false},
        {"prediction_type", v ? "v_prediction" : "epsilon"},
    };
    if (!v)
        config["skip_prk_steps"] = true;
    return config;
}

} // namespace tarn
