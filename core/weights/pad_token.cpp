#include "pad_token.h"

#include "json_file.h"
#include "model_fault.h"

#include <base/error.h>
#include <weights/limits.h>

#include <limits>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// Reads `{"token": id, …}` only as far as one token.
class IdFinder final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit IdFinder(const std::string& token)
        : m_token(token)
    {
    }
    std::optional<int> id() const { return m_id; }

    bool key(std::string& name) override
    {
        m_found = name == m_token;
        return true;
    }
    bool number_unsigned(std::uint64_t value) override
    {
        if (m_found && value <= std::uint64_t(std::numeric_limits<int>::max()))
            m_id = int(value);
        return !m_found;
    }
    bool start_object(std::size_t) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return false; }
    bool end_array() override { return false; }
    bool string(std::string&) override { return false; }
    bool null() override { return false; }
    bool boolean(bool) override { return false; }
    bool number_integer(std::int64_t) override { return false; }
    bool number_float(double, const std::string&) override { return false; }
    bool binary(nlohmann::json::binary_t&) override { return false; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

private:
    const std::string& m_token;
    std::optional<int> m_id;
    bool m_found = false;
};

/// A special token is a text or an object with its text as "content".
std::optional<std::string> tokenText(const nlohmann::json& config, const char* name)
{
    const auto token = config.find(name);
    if (token == config.end())
        return std::nullopt;
    if (token->is_object() && token->contains("content") && (*token)["content"].is_string())
        return (*token)["content"].get<std::string>();
    return token->is_string() ? std::optional(token->get<std::string>()) : std::nullopt;
}

} // namespace

int vocabularyId(const fs::path& folder, const std::string& token)
{
    const fs::path vocabulary = folder / "vocab.json";
    const std::string text = readText(vocabulary, modelLimits::vocabularyBytes);
    IdFinder finder(token);
    nlohmann::json::sax_parse(text, &finder);
    if (!finder.id())
        throwDamaged(vocabulary, "it has no id for the token " + inQuotes(token));
    return *finder.id();
}

std::optional<int> padTokenIn(const fs::path& folder)
{
    for (const char* file : {"tokenizer_config.json", "special_tokens_map.json"}) {
        std::error_code error;
        if (!fs::exists(folder / file, error))
            continue;
        if (const auto token = tokenText(readJsonObject(folder / file, modelLimits::configBytes), "pad_token"))
            return vocabularyId(folder, *token);
    }
    return std::nullopt;
}

} // namespace tarn
