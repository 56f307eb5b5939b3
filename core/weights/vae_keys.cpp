#include "key_map.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tarn {
namespace {

using Parts = std::vector<std::string_view>;

/// Both spellings that diffusers has had for the attention in the middle.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> attentionNames{
    {{"group_norm", "norm"}, {"to_q", "q"}, {"to_k", "k"}, {"to_v", "v"}, {"to_out", "proj_out"}, {"query", "q"},
        {"key", "k"}, {"value", "v"}, {"proj_attn", "proj_out"}}};

std::string resnetRest(const Parts& part, std::size_t first)
{
    if (first < part.size() && part[first] == "conv_shortcut")
        return ".nin_shortcut" + keyRest(part, first + 1);
    return keyRest(part, first);
}

std::vector<InternalName> middle(const Parts& part)
{
    const std::string place = std::string(part[0]) + ".mid.";
    if (const auto index = keyNumber(part[3]); part[2] == "resnets" && index)
        return {{place + "block_" + std::to_string(*index + 1) + resnetRest(part, 4)}};
    if (part[2] != "attentions" || part.size() < 6)
        return {};
    const auto found = std::ranges::find(attentionNames, part[4], [](const auto& pair) { return pair.first; });
    if (found == attentionNames.end())
        return {};
    const std::string name = place + "attn_1." + std::string(found->second) + "." + std::string(part.back());
    return {{name, Piece::pointwise}};
}

/// `levels` of the decoder, which the original counts from the finest, diffusers from the coarsest.
std::vector<InternalName> vaeNames(const Parts& part, int levels)
{
    if (part.size() < 3)
        return {};
    const std::string side(part[0]);
    if (part[1] == "conv_norm_out")
        return {{side + ".norm_out" + keyRest(part, 2)}};
    if (part.size() < 5)
        return {};
    if (part[1] == "mid_block")
        return middle(part);
    const bool down = part[1] == "down_blocks";
    const auto block = down || part[1] == "up_blocks" ? keyNumber(part[2]) : std::nullopt;
    if (!block)
        return {};
    const std::string place =
        side + (down ? ".down." : ".up.") + std::to_string(down ? *block : levels - 1 - *block);
    if (part[3] == "resnets")
        return {{place + ".block." + std::string(part[4]) + resnetRest(part, 5)}};
    if (part[3] == (down ? "downsamplers" : "upsamplers"))
        return {{place + (down ? ".downsample" : ".upsample") + keyRest(part, 5)}};
    return {};
}

int decoderLevels(const Keys& keys)
{
    int levels = 0;
    for (const std::string& key : keys)
        if (const auto part = keyParts(key); part.size() > 2 && part[0] == "decoder" && part[1] == "up_blocks")
            levels = std::max(levels, keyNumber(part[2]).value_or(0) + 1);
    return levels;
}

} // namespace

KeyMap vaeKeysFromDiffusers(const Keys& keys)
{
    return [levels = decoderLevels(keys)](const std::string& key) {
        std::vector<InternalName> names = vaeNames(keyParts(key), levels);
        return names.empty() ? std::vector<InternalName>{{key}} : names;
    };
}

KeyMap vaeKeysFromLdm()
{
    return [](const std::string& key) -> std::vector<InternalName> {
        if (key.starts_with("loss.") || key.starts_with("model_ema."))
            return {};
        const bool attention = key.find(".attn_1.") != std::string::npos;
        return {{key, attention ? Piece::pointwise : Piece::whole}};
    };
}

} // namespace tarn
