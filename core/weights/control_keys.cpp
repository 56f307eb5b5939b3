#include "key_map.h"

#include <algorithm>

namespace tarn {
namespace {

/// The convolutions between the first and the last of the hint's embedding.
int hintBlocks(const Keys& keys)
{
    int blocks = 0;
    for (const std::string& key : keys)
        if (const auto part = keyParts(key); part.size() > 2 && part[0] == "controlnet_cond_embedding")
            blocks = std::max(blocks, keyNumber(part[2]).value_or(-1) + 1);
    return blocks;
}

/// The original keeps the embedding as a list in which every second entry is an activation.
std::string hintName(const std::vector<std::string_view>& part, int blocks)
{
    const auto at = [](int i) { return "input_hint_block." + std::to_string(2 * i); };
    if (part[1] == "conv_in")
        return at(0) + keyRest(part, 2);
    if (part[1] == "conv_out")
        return at(1 + blocks) + keyRest(part, 2);
    const auto index = part[1] == "blocks" && part.size() > 3 ? keyNumber(part[2]) : std::nullopt;
    return index ? at(1 + *index) + keyRest(part, 3) : std::string();
}

std::string controlName(const std::string& key, int blocks)
{
    const auto part = keyParts(key);
    if (part.size() > 2 && part[0] == "controlnet_cond_embedding")
        return hintName(part, blocks);
    if (part.size() == 3 && part[0] == "controlnet_down_blocks")
        return "zero_convs." + std::string(part[1]) + ".0" + keyRest(part, 2);
    if (part.size() == 2 && part[0] == "controlnet_mid_block")
        return "middle_block_out.0" + keyRest(part, 1);
    return {};
}

} // namespace

KeyMap controlNetKeysFromDiffusers(const Keys& keys)
{
    return [blocks = hintBlocks(keys), encoder = unetKeysFromDiffusers(keys)](
               const std::string& key) -> std::vector<InternalName> {
        const std::string name = controlName(key, blocks);
        return name.empty() ? encoder(key) : std::vector<InternalName>{{name}};
    };
}

} // namespace tarn
