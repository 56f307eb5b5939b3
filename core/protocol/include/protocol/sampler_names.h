#pragma once

#include <span>
#include <string_view>

namespace tarn {

/// A sampler or a noise schedule: `name` as requests and the command line spell it, `title` as menus and the
/// A1111 `parameters` text do.
struct NamePair {
    std::string_view name;
    std::string_view title;
};

/// Every sampler, in the order of the menu.
std::span<const NamePair> samplerNames();
/// Every noise schedule, in the order of the menu. "model" is the spacing of the model's own scheduler.
std::span<const NamePair> scheduleNames();

/// The title that belongs to `name`, or an empty view when `table` lacks it. Exact comparison.
std::string_view titleOf(std::span<const NamePair> table, std::string_view name);
/// The name that belongs to `title`, or an empty view when `table` lacks it. Exact comparison.
std::string_view nameOf(std::span<const NamePair> table, std::string_view title);

} // namespace tarn
