#include "key_map.h"

#include <charconv>

namespace tarn {

std::vector<std::string_view> keyParts(std::string_view key)
{
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t point = key.find('.');
        parts.push_back(key.substr(0, point));
        if (point == std::string_view::npos)
            return parts;
        key.remove_prefix(point + 1);
    }
}

std::string keyRest(const std::vector<std::string_view>& parts, std::size_t first)
{
    std::string rest;
    for (std::size_t i = first; i < parts.size(); ++i)
        rest.append(".").append(parts[i]);
    return rest;
}

std::optional<int> keyNumber(std::string_view part)
{
    int number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool whole = error == std::errc() && end == part.data() + part.size();
    return whole && part.size() <= 4 && number >= 0 ? std::optional(number) : std::nullopt;
}

KeyMap taesdKeys()
{
    return [](const std::string& key) -> std::vector<InternalName> {
        const auto parts = keyParts(key);
        if (parts.size() < 4 || parts[1] != "layers" || !keyNumber(parts[2]))
            return {{key}};
        // The original decoder starts with a clamp, which diffusers does not count as a layer.
        const int layer = *keyNumber(parts[2]) + (parts[0] == "decoder" ? 1 : 0);
        return {{std::string(parts[0]) + "." + std::to_string(layer) + keyRest(parts, 3)}};
    };
}

} // namespace tarn
