#include "key_map.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tarn {
namespace {

using Parts = std::vector<std::string_view>;
using Renamed = std::pair<std::string_view, std::string_view>;

template <std::size_t N> std::string_view renamed(const std::array<Renamed, N>& table, std::string_view name)
{
    const auto found = std::ranges::find(table, name, &Renamed::first);
    return found == table.end() ? std::string_view() : found->second;
}

constexpr std::array<Renamed, 6> originalResnetNames{
    {{"norm1", "in_layers.0"}, {"conv1", "in_layers.2"}, {"time_emb_proj", "emb_layers.1"},
        {"norm2", "out_layers.0"}, {"conv2", "out_layers.3"}, {"conv_shortcut", "skip_connection"}}};

constexpr std::array<Renamed, 3> topNames{
    {{"conv_in", "input_blocks.0.0"}, {"conv_norm_out", "out.0"}, {"conv_out", "out.2"}}};

constexpr std::array<Renamed, 6> embeddingNames{
    {{"time_embedding.linear_1", "time_embed.0"}, {"time_embedding.linear_2", "time_embed.2"},
        {"class_embedding.linear_1", "label_emb.0.0"}, {"class_embedding.linear_2", "label_emb.0.2"},
        {"add_embedding.linear_1", "label_emb.0.0"}, {"add_embedding.linear_2", "label_emb.0.2"}}};

/// What one of diffusers' down or up blocks holds.
struct BlockContents {
    int resnets = 0;
    bool attends = false;
    bool resamples = false;
};

/// Where diffusers' blocks stand in the original's flat lists of input and output blocks.
class BlockNumbers {
public:
    explicit BlockNumbers(const Keys& keys)
    {
        for (const std::string& key : keys) {
            const Parts part = keyParts(key);
            if (part.size() < 5 || (part[0] != "down_blocks" && part[0] != "up_blocks") || !keyNumber(part[1]))
                continue;
            BlockContents& level = levels(part[0])[*keyNumber(part[1])];
            if (part[2] == "resnets")
                level.resnets = std::max(level.resnets, keyNumber(part[3]).value_or(0) + 1);
            level.attends |= part[2] == "attentions";
            level.resamples |= part[2] == "downsamplers";
        }
    }

    /// Number of the original's block that holds the first residual block of `level`.
    int first(std::string_view side, int level) const
    {
        int number = side == "down_blocks" ? 1 : 0; // input block 0 is conv_in
        for (const auto& [index, earlier] : levels(side))
            if (index < level)
                number += earlier.resnets + (earlier.resamples ? 1 : 0);
        return number;
    }

    BlockContents at(std::string_view side, int level) const
    {
        const auto found = levels(side).find(level);
        return found == levels(side).end() ? BlockContents() : found->second;
    }

private:
    std::map<int, BlockContents>& levels(std::string_view side) { return side == "down_blocks" ? m_down : m_up; }
    const std::map<int, BlockContents>& levels(std::string_view side) const
    {
        return side == "down_blocks" ? m_down : m_up;
    }

    std::map<int, BlockContents> m_down, m_up;
};

/// The rest of a residual block's key after its number, renamed; empty for a name that is none of its own.
std::string insideResnet(const Parts& part, std::size_t first)
{
    const std::string_view name =
        first < part.size() ? renamed(originalResnetNames, part[first]) : std::string_view();
    return name.empty() ? std::string() : "." + std::string(name) + keyRest(part, first + 1);
}

/// down_blocks.1.resnets.0.conv1.weight -> input_blocks.4.0.in_layers.2.weight, and so on; empty for other names.
std::string sideBlock(const Parts& part, const BlockNumbers& numbers)
{
    const auto level = part.size() > 4 ? keyNumber(part[1]) : std::nullopt;
    const auto index = level ? keyNumber(part[3]) : std::nullopt;
    if (!index)
        return {};
    const bool down = part[0] == "down_blocks";
    const BlockContents shape = numbers.at(part[0], *level);
    const int first = numbers.first(part[0], *level);
    const std::string list = down ? "input_blocks." : "output_blocks.";
    const std::string place = list + std::to_string(first + *index);

    if (part[2] == "resnets") {
        const std::string rest = insideResnet(part, 4);
        return rest.empty() ? rest : place + ".0" + rest;
    }
    if (part[2] == "attentions")
        return place + ".1" + keyRest(part, 4);
    if (part[2] == "downsamplers" && down && part[4] == "conv")
        return list + std::to_string(first + shape.resnets) + ".0.op" + keyRest(part, 5);
    if (part[2] == "upsamplers" && !down)
        return list + std::to_string(first + shape.resnets - 1) + (shape.attends ? ".2" : ".1") + keyRest(part, 4);
    return {};
}

std::string middleBlock(const Parts& part)
{
    const auto index = part.size() > 3 ? keyNumber(part[2]) : std::nullopt;
    if (!index)
        return {};
    if (part[1] == "attentions")
        return "middle_block.1" + keyRest(part, 3);
    const std::string rest = insideResnet(part, 3);
    return part[1] != "resnets" || rest.empty() ? std::string()
                                                : "middle_block." + std::to_string(2 * *index) + rest;
}

std::string unetName(const Parts& part, const BlockNumbers& numbers)
{
    if (part[0] == "down_blocks" || part[0] == "up_blocks")
        return sideBlock(part, numbers);
    if (part[0] == "mid_block")
        return middleBlock(part);
    if (const auto name = renamed(topNames, part[0]); !name.empty())
        return std::string(name) + keyRest(part, 1);
    if (part.size() == 2 && part[0] == "class_embedding")
        return "label_emb." + std::string(part[1]);
    if (part.size() < 3)
        return {};
    const auto name = renamed(embeddingNames, std::string(part[0]).append(".").append(part[1]));
    return name.empty() ? std::string() : std::string(name) + keyRest(part, 2);
}

} // namespace

KeyMap unetKeysFromDiffusers(const Keys& keys)
{
    return [numbers = BlockNumbers(keys)](const std::string& key) -> std::vector<InternalName> {
        std::string name = unetName(keyParts(key), numbers);
        return {{name.empty() ? key : std::move(name)}};
    };
}

KeyMap unetKeysFromLdm()
{
    return [](const std::string& key) -> std::vector<InternalName> { return {{key}}; };
}

} // namespace tarn
