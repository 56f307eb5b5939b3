#pragma once

#include <filesystem>
#include <optional>

namespace tarn {

/// The id of a CLIP tokenizer's padding token, as tokenizer_config.json or special_tokens_map.json in `folder`
/// names it; none when neither does. Throws ModelError when the vocabulary lacks it.
std::optional<int> padTokenIn(const std::filesystem::path& folder);

/// The id of `token` in vocab.json. Throws ModelError when it has none.
int vocabularyId(const std::filesystem::path& folder, const std::string& token);

} // namespace tarn
