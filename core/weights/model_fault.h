#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tarn {

/// A name from a file as it may be shown: in quotes, control characters replaced, at most 80 bytes of it.
std::string inQuotes(std::string_view name);

/// Throws ModelError: `"FILE" is damaged: WHAT; download it again.`
[[noreturn]] void throwDamaged(const std::filesystem::path& file, const std::string& what);

/// Throws ModelError: `"FILE" is incomplete (HAVE of WANT GB). Download it again.`, with `where` inside the
/// brackets.
[[noreturn]] void throwIncomplete(
    const std::filesystem::path& file, std::uint64_t have, std::uint64_t want, const std::string& where = {});

} // namespace tarn
