#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tarn {

/// The characters with a meaning of their own in a prompt: \ ( ) [ ] :
bool isSyntax(char c);

/// ":1.3)" with white space allowed around the number.
struct WeightSuffix {
    std::size_t length; ///< in bytes, the bracket included
    std::optional<double> value; ///< finite; nothing for "1.2.3" and the like
};
/// The weight that `text` begins with, if it does. Decimal digits of any script count, as in Python.
std::optional<WeightSuffix> scanWeight(std::string_view text);

struct Span {
    std::size_t offset, length;
};
/// The first BREAK that is a word of its own, with the white space around it.
std::optional<Span> scanBreak(std::string_view text);

} // namespace tarn
