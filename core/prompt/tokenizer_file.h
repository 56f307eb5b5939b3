#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace tarn {

/// Throws the ModelError of a broken tokenizer file: its name, `why` (a verb and what follows), the next step.
[[noreturn]] void refuseTokenizer(const std::filesystem::path& file, const std::string& why);

/// The bytes of a file of at most 64 MiB. Throws ModelError.
std::string readTokenizerText(const std::filesystem::path& file);

/// Throws ModelError when the file is missing or holds no JSON object.
nlohmann::json readTokenizerObject(const std::filesystem::path& file);
/// An empty object where there is no such file.
nlohmann::json readTokenizerObjectIfThere(const std::filesystem::path& file);

/// `id` as a token's id, 0 … 2^24 - 1. Throws ModelError.
int checkedTokenId(const nlohmann::json& id, const std::filesystem::path& file);

} // namespace tarn
