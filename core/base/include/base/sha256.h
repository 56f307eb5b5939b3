#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace tarn {

/// SHA-256 as 64 lower-case hex digits.
std::string sha256(std::span<const std::byte> bytes);

/// SHA-256 of a whole file. The answer is kept in the user's cache folder by path, size and modification time, so
/// a large model is read once. `onPiece` is called every few MiB and may throw to give up. Throws StudioError when
/// the file cannot be read.
std::string sha256File(
    const std::filesystem::path& path, const std::function<void()>& onPiece = [] {});

} // namespace tarn
