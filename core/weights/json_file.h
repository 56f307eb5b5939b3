#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace tarn {

/// The text of a small file, at most `maxBytes` long. Throws ModelError, StudioError when it cannot be read.
std::string readText(const std::filesystem::path& path, std::uint64_t maxBytes);

/// A JSON object from a file of at most `maxBytes`. Throws ModelError naming the file.
nlohmann::json readJsonObject(const std::filesystem::path& path, std::uint64_t maxBytes);

} // namespace tarn
