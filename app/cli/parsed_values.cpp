#include <base/error.h>

#include <cli/parsed_values.h>

#include <algorithm>
#include <charconv>

namespace tarn {

std::uint64_t parsedSeed(const std::string& text)
{
    std::uint64_t seed = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error != std::errc() || stop != text.data() + text.size())
        throw UsageError("--seed \"" + text + "\" is no whole number from 0 to 18446744073709551615.");
    return seed;
}

std::pair<int, int> parsedSize(const std::string& text, int least, int most)
{
    int width = 0, height = 0;
    const char* const end = text.data() + text.size();
    const auto [cross, error] = std::from_chars(text.data(), end, width);
    if (error == std::errc() && cross != end && (*cross == 'x' || *cross == 'X'))
        if (const auto [stop, second] = std::from_chars(cross + 1, end, height);
            second == std::errc() && stop == end)
            if (std::min(width, height) >= least && std::max(width, height) <= most)
                return {width, height};
    throw UsageError("--size \"" + text + "\" is no size; write it as 768x512, each side from "
        + std::to_string(least) + " to " + std::to_string(most) + ".");
}

} // namespace tarn
