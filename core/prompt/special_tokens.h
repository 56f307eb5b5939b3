#pragma once

#include "added_tokens.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tarn {

/// The special and added tokens that a tokenizer's settings name, with the precedence of transformers 5.23: where
/// tokenizer_config.json lists `added_tokens_decoder`, that alone counts; else special_tokens_map.json overrides
/// what tokenizer_config.json names, and added_tokens.json and tokenizer.json add to it.
class SpecialTokens {
public:
    /// CLIP's own names, before any file is read.
    SpecialTokens();

    /// Throws ModelError naming the file.
    void readConfig(const nlohmann::json& config, const std::filesystem::path& file);
    void readMap(const nlohmann::json& map, const std::filesystem::path& file);
    void readAddedIds(const nlohmann::json& ids, const std::filesystem::path& file);
    void readAddedList(const nlohmann::json& list, const std::filesystem::path& file);

    /// Whether tokenizer_config.json settles the matter.
    bool isSettled() const { return m_settled; }

    /// Content of "bos_token", "eos_token", "unk_token", "pad_token"; the end token's where a file says null.
    const std::string& named(const std::string& name) const;

    /// In the order in which the reference adds them, without ids: of two with one content the later one's flags
    /// hold.
    std::vector<AddedToken> inOrder() const;

private:
    void readNamed(const nlohmann::json& settings, const std::filesystem::path& file);
    bool isSpecial(const std::string& content) const;

    bool m_settled = false;
    std::map<int, AddedToken> m_byId;
    std::map<std::string, AddedToken> m_named;
    std::vector<AddedToken> m_extra;
};

} // namespace tarn
