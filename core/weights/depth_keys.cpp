#include "key_map.h"

#include <array>
#include <utility>

namespace tarn {
namespace {

using Parts = std::vector<std::string_view>;
using Renamed = std::pair<std::string_view, std::string_view>;
using Names = std::vector<InternalName>;

constexpr std::array<Renamed, 5> layerNames{{{"norm1", "layernorm_before"}, {"norm2", "layernorm_after"},
    {"attn.proj", "attention.output.dense"}, {"mlp.fc1", "intermediate.dense"}, {"mlp.fc2", "output.dense"}}};

/// Where the ViT's read-out and the places it is put together at are, counted from 1 there.
constexpr std::array<Renamed, 5> readoutNames{
    {{"act_postprocess3.0.project.0.", "neck.reassemble_stage.readout_projects.2.0."},
        {"act_postprocess4.0.project.0.", "neck.reassemble_stage.readout_projects.3.0."},
        {"act_postprocess3.3.", "neck.reassemble_stage.layers.2.projection."},
        {"act_postprocess4.3.", "neck.reassemble_stage.layers.3.projection."},
        {"act_postprocess4.4.", "neck.reassemble_stage.layers.3.resize."}}};

/// blocks.I.NAME of timm's VisionTransformer.
Names vitLayer(const Parts& part)
{
    const std::string place = "dpt.encoder.layer." + std::string(part[1]) + ".";
    const std::string name = keyRest(part, 2).substr(1);
    if (name.starts_with("attn.qkv.")) {
        const std::string attention = place + "attention.attention.", kind(part.back());
        return {{attention + "query." + kind, Piece::query}, {attention + "key." + kind, Piece::key},
            {attention + "value." + kind, Piece::value}};
    }
    for (const auto& [theirs, ours] : layerNames)
        if (name.starts_with(std::string(theirs) + "."))
            return {{place + std::string(ours) + name.substr(theirs.size())}};
    return {};
}

/// patch_embed.backbone.… of timm's ResNetV2, after `backbone`.
Names backbone(const Parts& part)
{
    const std::string bit = "dpt.embeddings.backbone.bit.";
    if (part[2] == "stem" && part.size() == 5)
        return {
            {bit + "embedder." + (part[3] == "conv" ? "convolution" : std::string(part[3])) + keyRest(part, 4)}};
    if (part[2] == "stages" && part.size() > 6 && part[4] == "blocks")
        return {{bit + "encoder.stages." + std::string(part[3]) + ".layers" + keyRest(part, 5)}};
    return {};
}

/// pretrained.model.…
Names vision(const std::string& key)
{
    const Parts part = keyParts(key);
    if (key == "cls_token")
        return {{"dpt.embeddings.cls_token"}};
    if (key == "pos_embed")
        return {{"dpt.embeddings.position_embeddings"}};
    if (key.starts_with("patch_embed.proj."))
        return {{"dpt.embeddings.projection" + keyRest(part, 2)}};
    if (part.size() > 4 && part[0] == "patch_embed" && part[1] == "backbone")
        return backbone(part);
    return part.size() > 3 && part[0] == "blocks" ? vitLayer(part) : Names();
}

/// scratch.…: refinenet4 is the coarsest and the first that is used.
Names decoder(const std::string& key)
{
    const Parts part = keyParts(key);
    if (part[0] == "output_conv")
        return {{"head.head" + keyRest(part, 1)}};
    const auto level = [&](std::string_view name) { return keyNumber(name.substr(0, 1)).value_or(1); };
    if (part[0].starts_with("layer") && part[0].ends_with("_rn"))
        return {{"neck.convs." + std::to_string(level(part[0].substr(5)) - 1) + keyRest(part, 1)}};
    if (!part[0].starts_with("refinenet") || part.size() < 3)
        return {};
    const std::string place = "neck.fusion_stage.layers." + std::to_string(4 - level(part[0].substr(9)));
    if (part[1] == "out_conv")
        return {{place + ".projection" + keyRest(part, 2)}};
    if (part.size() < 4)
        return {};
    const std::string unit = part[1] == "resConfUnit1" ? ".residual_layer1" : ".residual_layer2";
    return {{place + unit + (part[2] == "conv1" ? ".convolution1" : ".convolution2") + keyRest(part, 3)}};
}

Names readout(std::string_view key)
{
    for (const auto& [theirs, ours] : readoutNames)
        if (key.starts_with(theirs))
            return {{std::string(ours) + std::string(key.substr(theirs.size()))}};
    return {};
}

/// Tensors that the estimate does not depend on: the ViT's last norm and its classifier, and the half of the
/// coarsest fusion that would add a finer map.
bool isIdle(std::string_view name)
{
    return name.starts_with("dpt.layernorm.") || name.starts_with("dpt.pooler.")
        || name.starts_with("neck.fusion_stage.layers.0.residual_layer1.");
}

Names used(Names names)
{
    if (names.size() == 1 && isIdle(names.front().name))
        return {};
    return names;
}

} // namespace

KeyMap depthKeysFromTransformers()
{
    return [](const std::string& key) { return used({{key}}); };
}

KeyMap depthKeysFromMidas()
{
    constexpr std::string_view vit = "pretrained.model.", other = "pretrained.", scratch = "scratch.";
    return [=](const std::string& key) -> Names {
        if (key.starts_with("pretrained.model.norm.") || key.starts_with("pretrained.model.head."))
            return {};
        Names names;
        if (key.starts_with(vit))
            names = vision(key.substr(vit.size()));
        else if (key.starts_with(other))
            names = readout(std::string_view(key).substr(other.size()));
        else if (key.starts_with(scratch))
            names = decoder(key.substr(scratch.size()));
        return names.empty() ? Names{{key}} : used(std::move(names));
    };
}

} // namespace tarn
