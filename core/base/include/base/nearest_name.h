#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tarn {

/// The one of `names`, which are not none, that is the fewest letters away from `name` (Levenshtein's distance;
/// only its first 64 letters count): what was probably meant.
std::string nearestName(std::string_view name, std::span<const std::string> names);

} // namespace tarn
