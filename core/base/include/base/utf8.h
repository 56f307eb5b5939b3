#pragma once

#include <string>
#include <string_view>

namespace tarn {

/// Whether `text` is UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

/// `text` with every byte that belongs to no valid sequence replaced by U+FFFD.
std::string repairedUtf8(std::string_view text);

} // namespace tarn
