#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace tarn {

/// For a file that is no safetensors file: throws a ModelError that says what it is and what to do, where it can
/// be told from its first bytes (a pickle, an LFS pointer, a web page, GGUF, text). Else returns.
void throwIfForeign(std::span<const std::byte> file, const std::filesystem::path& path);

/// Whether `extension` (with its dot) is one that pickles come under.
bool isPickleExtension(const std::filesystem::path& extension);

/// Throws the ModelError for a pickle.
[[noreturn]] void throwPickle(const std::filesystem::path& path);

} // namespace tarn
