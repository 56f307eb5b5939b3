#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tarn {

/// The text of a config file as JSON; comments (// and /* */) are allowed. Throws UsageError with one sentence
/// that names the file and the line.
nlohmann::json readConfig(const std::filesystem::path& file);

/// Typed reading of one object of a config. Every question names a key and the range it may have; what is left
/// unasked when `finish` is called is refused, with the nearest key that exists. All errors are UsageErrors: one
/// sentence with the file and the key's whole path.
class SettingsReader {
public:
    /// `json` and `name`, the file's, must outlive the reader. `path` is where `json` stands in it.
    SettingsReader(const nlohmann::json& json, std::string name, std::string path = {});

    bool has(const char* key);
    double number(const char* key, double fallback, double least, double most);
    std::int64_t integer(const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most);
    bool flag(const char* key, bool fallback);
    std::string text(const char* key, const std::string& fallback);
    /// One of `values` by name.
    template <typename Value>
    Value choice(const char* key, Value fallback, std::initializer_list<std::pair<const char*, Value>> values)
    {
        const nlohmann::json* found = find(key);
        if (!found)
            return fallback;
        std::vector<std::string> names;
        for (const auto& [name, value] : values) {
            if (*found == name)
                return value;
            names.push_back(name);
        }
        refuseChoice(key, *found, names);
    }
    std::vector<std::string> texts(const char* key, std::size_t atMost);
    std::vector<std::int64_t> integers(const char* key, std::vector<std::int64_t> fallback, std::int64_t least,
        std::int64_t most, std::size_t atMost);
    std::vector<bool> flags(const char* key, std::size_t atMost);
    /// The object `key`, empty where there is none. Its own reader refuses what it does not ask for.
    SettingsReader object(const char* key);

    /// Refuses the keys that nobody asked for.
    void finish() const;
    /// `"FILE": PATH.KEY WHY.`
    [[noreturn]] void refuse(std::string_view key, const std::string& why) const;

private:
    const nlohmann::json* find(const char* key);
    std::string place(std::string_view key) const;
    [[noreturn]] void refuseChoice(
        const char* key, const nlohmann::json& found, const std::vector<std::string>& names) const;

    const nlohmann::json* m_json;
    std::string m_name;
    std::string m_path;
    std::vector<std::string> m_asked;
};

} // namespace tarn
