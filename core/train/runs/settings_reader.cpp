#include <base/error.h>
#include <base/mapped_file.h>
#include <base/nearest_name.h>

#include <runs/settings_reader.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tarn {
namespace {

constexpr std::size_t largestConfig = 1 << 20; // bytes

/// Whole numbers as they are, others with six digits.
std::string shown(double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", number);
    return text;
}

std::string shown(const nlohmann::json& json)
{
    std::string text = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

} // namespace

nlohmann::json readConfig(const std::filesystem::path& file)
{
    const MappedFile mapped(file);
    const auto bytes = mapped.bytes();
    if (bytes.size() > largestConfig)
        throw UsageError("\"" + file.string() + "\" is larger than a config can be; choose the right file.");
    const char* const text = reinterpret_cast<const char*>(bytes.data());
    try {
        nlohmann::json json = nlohmann::json::parse(text, text + bytes.size(), nullptr, true, /*comments=*/true);
        if (!json.is_object())
            throw UsageError("\"" + file.string() + "\" is no config: it must be one JSON object, { ... }.");
        return json;
    } catch (const nlohmann::json::parse_error& error) {
        const auto line = 1 + std::count(text, text + std::min(error.byte, bytes.size()), '\n');
        throw UsageError("\"" + file.string() + "\" is no JSON: something is wrong in line " + std::to_string(line)
            + "; correct it there.");
    }
}

SettingsReader::SettingsReader(const nlohmann::json& json, std::string name, std::string path)
    : m_json(&json)
    , m_name(std::move(name))
    , m_path(std::move(path))
{
}

std::string SettingsReader::place(std::string_view key) const
{
    return m_path.empty() ? std::string(key) : m_path + "." + std::string(key);
}

void SettingsReader::refuse(std::string_view key, const std::string& why) const
{
    throw UsageError("\"" + m_name + "\": " + place(key) + " " + why + ".");
}

const nlohmann::json* SettingsReader::find(const char* key)
{
    m_asked.emplace_back(key);
    const auto found = m_json->find(key);
    return found == m_json->end() ? nullptr : &*found;
}

bool SettingsReader::has(const char* key) { return find(key) != nullptr; }

double SettingsReader::number(const char* key, double fallback, double least, double most)
{
    const nlohmann::json* found = find(key);
    if (!found)
        return fallback;
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= least && value <= most))
        refuse(key, "must be a number from " + shown(least) + " to " + shown(most) + ", not " + shown(*found));
    return value;
}

std::int64_t SettingsReader::integer(const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most)
{
    const nlohmann::json* found = find(key);
    if (!found)
        return fallback;
    const bool whole = found->is_number_integer()
        && !(found->is_number_unsigned() && found->get<std::uint64_t>() > std::uint64_t(INT64_MAX));
    if (!whole || found->get<std::int64_t>() < least || found->get<std::int64_t>() > most)
        refuse(key,
            "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", not "
                + shown(*found));
    return found->get<std::int64_t>();
}

bool SettingsReader::flag(const char* key, bool fallback)
{
    const nlohmann::json* found = find(key);
    if (found && !found->is_boolean())
        refuse(key, "must be true or false, not " + shown(*found));
    return found ? found->get<bool>() : fallback;
}

std::string SettingsReader::text(const char* key, const std::string& fallback)
{
    const nlohmann::json* found = find(key);
    if (found && (!found->is_string() || found->get_ref<const std::string&>().size() > 4096))
        refuse(key, "must be a text in quotes, not " + shown(*found));
    return found ? found->get<std::string>() : fallback;
}

void SettingsReader::refuseChoice(
    const char* key, const nlohmann::json& found, const std::vector<std::string>& names) const
{
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i)
        list += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + ("\"" + names[i] + "\"");
    refuse(key, "must be " + list + ", not " + shown(found));
}

std::vector<std::string> SettingsReader::texts(const char* key, std::size_t atMost)
{
    const nlohmann::json* found = find(key);
    if (!found)
        return {};
    const bool fits = found->is_array() && found->size() <= atMost
        && std::ranges::all_of(*found, [](const nlohmann::json& item) { return item.is_string(); });
    if (!fits)
        refuse(key, "must be a list of at most " + std::to_string(atMost) + " texts, not " + shown(*found));
    return found->get<std::vector<std::string>>();
}

std::vector<std::int64_t> SettingsReader::integers(
    const char* key, std::vector<std::int64_t> fallback, std::int64_t least, std::int64_t most, std::size_t atMost)
{
    const nlohmann::json* found = find(key);
    if (!found)
        return fallback;
    const auto fits = [&](const nlohmann::json& item) {
        return item.is_number_integer() && item.get<std::int64_t>() >= least && item.get<std::int64_t>() <= most;
    };
    if (!found->is_array() || found->empty() || found->size() > atMost || !std::ranges::all_of(*found, fits))
        refuse(key,
            "must be a list of 1 to " + std::to_string(atMost) + " whole numbers from " + std::to_string(least)
                + " to " + std::to_string(most) + ", not " + shown(*found));
    return found->get<std::vector<std::int64_t>>();
}

std::vector<bool> SettingsReader::flags(const char* key, std::size_t atMost)
{
    const nlohmann::json* found = find(key);
    if (!found)
        return {};
    const bool fits = found->is_array() && found->size() <= atMost
        && std::ranges::all_of(*found, [](const nlohmann::json& item) { return item.is_boolean(); });
    if (!fits)
        refuse(key,
            "must be a list of at most " + std::to_string(atMost) + " times true or false, not " + shown(*found));
    return found->get<std::vector<bool>>();
}

SettingsReader SettingsReader::object(const char* key)
{
    static const nlohmann::json nothing = nlohmann::json::object();
    const nlohmann::json* found = find(key);
    if (found && !found->is_object())
        refuse(key, "must be an object, { ... }, not " + shown(*found));
    return SettingsReader(found ? *found : nothing, m_name, place(key));
}

void SettingsReader::finish() const
{
    for (const auto& [key, value] : m_json->items())
        if (std::ranges::find(m_asked, key) == m_asked.end())
            refuse(key.substr(0, 60),
                "is no setting"
                    + (m_asked.empty() ? std::string()
                                       : "; the nearest one is \"" + nearestName(key, m_asked) + "\""));
}

} // namespace tarn
