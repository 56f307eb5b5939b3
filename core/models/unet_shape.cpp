#include "network_check.h"

#include <models/unet.h>

#include <nlohmann/json.hpp>

#include <string>

namespace tarn {
namespace {

using nlohmann::json;

constexpr NetworkCheck unetCheck{"This UNet", "it belongs to another kind of model"};

std::string block(const char* side, int index, int part)
{
    return std::string(side) + "." + std::to_string(index) + "." + std::to_string(part);
}

int transformerDepth(const Weights& w, const std::string& at) { return w[at].count("transformer_blocks"); }

/// The first attention takes keys from the context where its key projection is as wide as the context and not as
/// the level; where both are equal, only the config can say.
bool attendsOnlyAcross(const Weights& w, const std::string& at, int channels, int contextWidth)
{
    const auto keyWidth = w.shape(at + ".transformer_blocks.0.attn1.to_k.weight")[1];
    return contextWidth != channels && keyWidth == contextWidth;
}

/// diffusers writes one number or one per level; its "attention_head_dim" of this class is the number of heads.
int headsAt(const json& config, std::size_t level)
{
    const json* heads = nullptr;
    for (const char* name : {"num_attention_heads", "attention_head_dim"})
        if (!heads && config.contains(name) && !config[name].is_null())
            heads = &config[name];
    if (heads && heads->is_array() && level < heads->size())
        heads = &(*heads)[level];
    if (!heads || !heads->is_number_integer() || heads->get<int>() < 1)
        unetCheck.refuse("its config.json gives no attention_head_dim for level " + std::to_string(level));
    return heads->get<int>();
}

bool onlyCrossAt(const json& config, std::size_t level)
{
    const auto found = config.find("only_cross_attention");
    if (found == config.end())
        return false;
    if (found->is_array())
        return level < found->size() && (*found)[level] == true;
    return *found == true;
}

void refuseUnknownKinds(const json& config)
{
    unetCheck.expect(config, "act_fn", "silu");
    unetCheck.expect(config, "flip_sin_to_cos", true);
    unetCheck.expect(config, "freq_shift", 0);
    unetCheck.expect(config, "resnet_time_scale_shift", "default");
    unetCheck.expect(config, "time_embedding_type", "positional");
    unetCheck.expect(config, "dual_cross_attention", false);
    unetCheck.expect(config, "center_input_sample", false);
    unetCheck.expect(config, "mid_block_scale_factor", 1);
    if (config.contains("addition_embed_type") && !config["addition_embed_type"].is_null())
        unetCheck.refuse("it expects further embeddings (addition_embed_type), as Stable Diffusion XL does");
}

} // namespace

UNetShape UNetShape::detect(const Weights& w, const json& config)
{
    UNetShape shape = detectEncoder(w, config);
    shape.outChannels = int(w.shape("out.2.weight")[0]);
    return shape;
}

UNetShape UNetShape::detectEncoder(const Weights& w, const json& config)
{
    refuseUnknownKinds(config);
    UNetShape shape;
    const auto first = w.shape("input_blocks.0.0.weight");
    if (first.size() != 4)
        unetCheck.refuse("its first convolution has no 3×3 kernel");
    shape.inChannels = int(first[1]);
    shape.normGroups = config.value("norm_num_groups", 32);
    shape.normEps = config.value("norm_eps", 1e-5);
    if (shape.normGroups < 1)
        unetCheck.refuse("its config.json says norm_num_groups = " + std::to_string(shape.normGroups));
    if (w.has("label_emb.weight"))
        shape.classes = int(w.shape("label_emb.weight")[0]);

    shape.levels.emplace_back();
    for (int i = 1; w.hasAny("input_blocks." + std::to_string(i)); ++i) {
        if (w.hasAny(block("input_blocks", i, 0) + ".op")) {
            shape.levels.emplace_back();
            continue;
        }
        UNetLevel& level = shape.levels.back();
        ++level.blocks;
        level.channels = int(w.shape(block("input_blocks", i, 0) + ".out_layers.3.weight")[0]);
        const std::string transformer = block("input_blocks", i, 1);
        level.depth = transformerDepth(w, transformer);
        if (level.depth > 0) {
            shape.contextWidth = int(w.shape(transformer + ".transformer_blocks.0.attn2.to_k.weight")[1]);
            level.onlyCross = attendsOnlyAcross(w, transformer, level.channels, shape.contextWidth)
                || onlyCrossAt(config, shape.levels.size() - 1);
        }
    }
    for (std::size_t i = 0; i < shape.levels.size(); ++i) {
        UNetLevel& level = shape.levels[i];
        if (level.blocks == 0)
            unetCheck.refuse("level " + std::to_string(i) + " has no residual block");
        level.heads = headsAt(config, i);
        if (level.depth > 0 && level.channels % level.heads != 0)
            unetCheck.refuse(std::to_string(level.channels) + " channels do not divide into "
                + std::to_string(level.heads) + " heads");
    }
    shape.middleDepth = transformerDepth(w, "middle_block.1");
    shape.middleHeads = shape.levels.back().heads;
    if (shape.contextWidth == 0)
        unetCheck.refuse("nothing in it attends to a text");
    return shape;
}

} // namespace tarn
