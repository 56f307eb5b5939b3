#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace tarn {

/// The value of --seed, taken as text, since CLI11 would wrap a negative number round. Throws UsageError.
std::uint64_t parsedSeed(const std::string& text);

/// The value of --size, "768x512": width and height, each side from `least` to `most` pixels. Throws UsageError.
std::pair<int, int> parsedSize(const std::string& text, int least, int most);

} // namespace tarn
