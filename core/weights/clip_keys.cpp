#include "key_map.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tarn {
namespace {

using Parts = std::vector<std::string_view>;
using Renamed = std::pair<std::string_view, std::string_view>;

constexpr std::array<Renamed, 4> openClipTop{{{"positional_embedding", "embeddings.position_embedding.weight"},
    {"token_embedding.weight", "embeddings.token_embedding.weight"},
    {"ln_final.weight", "final_layer_norm.weight"}, {"ln_final.bias", "final_layer_norm.bias"}}};

constexpr std::array<Renamed, 5> openClipLayer{{{"ln_1", "layer_norm1"}, {"ln_2", "layer_norm2"},
    {"attn.out_proj", "self_attn.out_proj"}, {"mlp.c_fc", "mlp.fc1"}, {"mlp.c_proj", "mlp.fc2"}}};

constexpr std::string_view layerPrefix = "transformer.resblocks.";

std::optional<int> openClipLayerNumber(const Parts& part)
{
    if (part.size() < 5 || part[0] != "transformer" || part[1] != "resblocks")
        return std::nullopt;
    return keyNumber(part[2]);
}

/// A name inside layer `place` of transformers' encoder.
std::vector<InternalName> openClipInside(const std::string& place, std::string_view inside)
{
    for (const std::string kind : {"weight", "bias"})
        if (inside == "attn.in_proj_" + kind)
            return {{place + "self_attn.q_proj." + kind, Piece::query},
                {place + "self_attn.k_proj." + kind, Piece::key},
                {place + "self_attn.v_proj." + kind, Piece::value}};
    const std::size_t point = inside.rfind('.');
    const auto found = std::ranges::find(openClipLayer, inside.substr(0, point), &Renamed::first);
    if (found == openClipLayer.end())
        return {};
    return {{place + std::string(found->second) + std::string(inside.substr(point))}};
}

} // namespace

KeyMap clipKeysFromTransformers()
{
    return [](const std::string& key) -> std::vector<InternalName> {
        static constexpr std::string_view prefix = "text_model.";
        std::string name = key.starts_with(prefix) ? key.substr(prefix.size()) : key;
        if (name == "embeddings.position_ids") // 0, 1, 2 …: a buffer, not a weight
            return {};
        return {{std::move(name)}};
    };
}

KeyMap clipKeysFromOpenClip(const Keys& keys)
{
    int layers = 0;
    for (const std::string& key : keys)
        layers = std::max(layers, openClipLayerNumber(keyParts(key)).value_or(-1) + 1);
    return [last = layers - 1](const std::string& key) -> std::vector<InternalName> {
        if (key == "text_projection" || key == "logit_scale" || key == "attn_mask")
            return {};
        if (const auto top = std::ranges::find(openClipTop, key, &Renamed::first); top != openClipTop.end())
            return {{std::string(top->second)}};
        const Parts part = keyParts(key);
        const auto layer = openClipLayerNumber(part);
        if (layer && *layer == last)
            return {};
        if (layer) {
            const std::string_view inside = std::string_view(key).substr(layerPrefix.size() + part[2].size() + 1);
            if (auto names = openClipInside("encoder.layers." + std::to_string(*layer) + ".", inside);
                !names.empty())
                return names;
        }
        return {{key}};
    };
}

} // namespace tarn
