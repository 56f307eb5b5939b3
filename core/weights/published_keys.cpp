#include "published_keys.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tarn {
namespace {

using Parts = std::vector<std::string_view>;
using Renamed = std::pair<std::string_view, std::string_view>;

constexpr std::array<Renamed, 6> resnetNames{
    {{"in_layers.0", "norm1"}, {"in_layers.2", "conv1"}, {"emb_layers.1", "time_emb_proj"},
        {"out_layers.0", "norm2"}, {"out_layers.3", "conv2"}, {"skip_connection", "conv_shortcut"}}};

constexpr std::array<Renamed, 6> unetTop{{{"time_embed.0", "time_embedding.linear_1"},
    {"time_embed.2", "time_embedding.linear_2"}, {"input_blocks.0.0", "conv_in"}, {"out.0", "conv_norm_out"},
    {"out.2", "conv_out"}, {"label_emb", "class_embedding"}}};

constexpr std::array<Renamed, 5> vaeAttention{
    {{"norm", "group_norm"}, {"q", "to_q"}, {"k", "to_k"}, {"v", "to_v"}, {"proj_out", "to_out.0"}}};

/// `name` with what it begins with renamed; empty where the table has no such beginning.
template <std::size_t N> std::string renamedStart(const std::array<Renamed, N>& table, std::string_view name)
{
    for (const auto& [from, to] : table)
        if (name.starts_with(from) && (name.size() == from.size() || name[from.size()] == '.'))
            return std::string(to) + std::string(name.substr(from.size()));
    return {};
}

/// Where one of the original's blocks stands in diffusers' lists.
struct Place {
    int level = 0;
    int index = 0; ///< among the level's residual blocks
};

class UNetPlaces {
public:
    explicit UNetPlaces(const Keys& names)
    {
        std::map<int, bool> down, up; // whether the block ends its level
        for (const std::string& name : names) {
            const Parts part = keyParts(name);
            if (part.size() < 4 || (part[0] != "input_blocks" && part[0] != "output_blocks")
                || !keyNumber(part[1]))
                continue;
            const int block = *keyNumber(part[1]);
            if (part[0] == "input_blocks")
                down[block] |= part[3] == "op";
            else
                up[block] |= part[3] == "conv";
        }
        down.erase(0);
        place(down, true, m_down);
        place(up, false, m_up);
    }

    const Place* find(bool isDown, int block) const
    {
        const auto& places = isDown ? m_down : m_up;
        const auto found = places.find(block);
        return found == places.end() ? nullptr : &found->second;
    }

private:
    static void place(const std::map<int, bool>& blocks, bool isDown, std::map<int, Place>& places)
    {
        Place next;
        for (const auto& [block, ends] : blocks) {
            places[block] = ends && isDown ? Place{next.level, 0} : next;
            next = ends ? Place{next.level + 1, 0} : Place{next.level, next.index + 1};
        }
    }

    std::map<int, Place> m_down, m_up;
};

/// "0.in_layers.0.weight", "1.norm.weight", "0.op.weight", "2.conv.weight" inside one block.
std::string unetInside(const Parts& part, std::size_t first, const Place& place)
{
    const std::string rest = keyRest(part, first + 1).substr(1);
    const std::string index = "." + std::to_string(place.index) + ".";
    if (part[first + 1] == "op")
        return "downsamplers.0.conv" + keyRest(part, first + 2);
    if (part[first + 1] == "conv")
        return "upsamplers.0." + rest;
    if (part[first] == "1")
        return "attentions" + index + rest;
    const std::string renamed = renamedStart(resnetNames, rest);
    return renamed.empty() ? renamed : "resnets" + index + renamed;
}

std::string unetName(const std::string& name, const UNetPlaces& places)
{
    if (std::string top = renamedStart(unetTop, name); !top.empty())
        return top;
    const Parts part = keyParts(name);
    if (part.size() > 3 && part[0] == "middle_block" && keyNumber(part[1])) {
        const bool attention = part[1] == "1" && part[2] != "in_layers" && part[2] != "out_layers"
            && part[2] != "emb_layers" && part[2] != "skip_connection";
        const std::string inside =
            attention ? "attentions.0" + keyRest(part, 2) : renamedStart(resnetNames, keyRest(part, 2).substr(1));
        if (attention || inside.empty())
            return inside.empty() ? inside : "mid_block." + inside;
        return (part[1] == "0" ? "mid_block.resnets.0." : "mid_block.resnets.1.") + inside;
    }
    if (part.size() < 5)
        return {};
    const bool isDown = part[0] == "input_blocks";
    const auto block = isDown || part[0] == "output_blocks" ? keyNumber(part[1]) : std::nullopt;
    const Place* place = block ? places.find(isDown, *block) : nullptr;
    if (!place)
        return {};
    const std::string inside = unetInside(part, 2, *place);
    return inside.empty()
        ? inside
        : std::string(isDown ? "down_blocks." : "up_blocks.") + std::to_string(place->level) + "." + inside;
}

std::string vaeResnet(const Parts& part, std::size_t first)
{
    return part[first] == "nin_shortcut" ? ".conv_shortcut" + keyRest(part, first + 1) : keyRest(part, first);
}

std::string vaeName(const std::string& name, int levels)
{
    const Parts part = keyParts(name);
    if (part.size() < 3)
        return {};
    const std::string side(part[0]);
    if (part[1] == "norm_out")
        return side + ".conv_norm_out" + keyRest(part, 2);
    if (part.size() < 5)
        return {};
    if (part[1] == "mid" && part[2].starts_with("block_") && keyNumber(part[2].substr(6)))
        return side + ".mid_block.resnets." + std::to_string(*keyNumber(part[2].substr(6)) - 1)
            + vaeResnet(part, 3);
    if (part[1] == "mid" && part[2] == "attn_1") {
        const std::string inside = renamedStart(vaeAttention, keyRest(part, 3).substr(1));
        return inside.empty() ? inside : side + ".mid_block.attentions.0." + inside;
    }
    const bool down = part[1] == "down";
    const auto level = down || part[1] == "up" ? keyNumber(part[2]) : std::nullopt;
    if (!level)
        return {};
    const std::string place =
        side + (down ? ".down_blocks." : ".up_blocks.") + std::to_string(down ? *level : levels - 1 - *level);
    if (part[3] == "block" && part.size() > 5)
        return place + ".resnets." + std::string(part[4]) + vaeResnet(part, 5);
    if (part[3] == (down ? "downsample" : "upsample"))
        return place + (down ? ".downsamplers.0" : ".upsamplers.0") + keyRest(part, 4);
    return {};
}

} // namespace

PublishedName unetNamesOfDiffusers(const Keys& names)
{
    return [places = UNetPlaces(names)](const std::string& name) {
        std::string published = unetName(name, places);
        return published.empty() ? name : published;
    };
}

PublishedName vaeNamesOfDiffusers(const Keys& names)
{
    int levels = 0;
    for (const std::string& name : names)
        if (const auto part = keyParts(name); part.size() > 2 && part[0] == "decoder" && part[1] == "up")
            levels = std::max(levels, keyNumber(part[2]).value_or(0) + 1);
    return [levels](const std::string& name) {
        std::string published = vaeName(name, levels);
        return published.empty() ? name : published;
    };
}

PublishedName clipNamesOfTransformers()
{
    return [](const std::string& name) { return "text_model." + name; };
}

PublishedName controlNetNamesOfDiffusers(const Keys& names)
{
    int last = 0; // entry of the hint's embedding, in which every second one is an activation
    for (const std::string& name : names)
        if (const auto part = keyParts(name); part.size() == 3 && part[0] == "input_hint_block")
            last = std::max(last, keyNumber(part[1]).value_or(0));
    return [last, encoder = unetNamesOfDiffusers(names)](const std::string& name) {
        const Parts part = keyParts(name);
        if (part.size() == 3 && part[0] == "input_hint_block" && keyNumber(part[1])) {
            const int entry = *keyNumber(part[1]);
            const std::string place = entry == 0 ? "conv_in"
                : entry == last                  ? "conv_out"
                                                 : "blocks." + std::to_string(entry / 2 - 1);
            return "controlnet_cond_embedding." + place + keyRest(part, 2);
        }
        if (part.size() == 4 && part[0] == "zero_convs")
            return "controlnet_down_blocks." + std::string(part[1]) + keyRest(part, 3);
        if (part.size() == 3 && part[0] == "middle_block_out")
            return "controlnet_mid_block" + keyRest(part, 2);
        return encoder(name);
    };
}

PublishedName taesdNamesOfDiffusers()
{
    return [](const std::string& name) {
        const Parts part = keyParts(name);
        if (part.size() < 3 || !keyNumber(part[1]))
            return name;
        const int layer = *keyNumber(part[1]) - (part[0] == "decoder" ? 1 : 0);
        return std::string(part[0]) + ".layers." + std::to_string(layer) + keyRest(part, 2);
    };
}

} // namespace tarn
