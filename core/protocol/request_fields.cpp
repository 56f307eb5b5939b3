#include "request_fields.h"

#include <base/error.h>
#include <base/utf8.h>

#include <algorithm>
#include <limits>

namespace tarn {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& sentence) { throw UsageError(sentence); }

} // namespace

void RequestFields::read(const char* key, std::string& to) const
{
    if (const json* value = find(key, "text", &json::is_string))
        to = value->get_ref<const std::string&>();
}

void RequestFields::read(const char* key, bool& to) const
{
    if (const json* value = find(key, "true or false", &json::is_boolean))
        to = value->get<bool>();
}

void RequestFields::read(const char* key, double& to) const
{
    if (const json* value = find(key, "a number", &json::is_number))
        to = value->get<double>();
}

void RequestFields::read(const char* key, std::uint64_t& to) const
{
    if (const json* value = find(key, "a whole number from 0 to 18446744073709551615", &json::is_number_unsigned))
        to = value->get<std::uint64_t>();
}

void RequestFields::read(const char* key, int& to) const
{
    const json* value = find(key, "a whole number", &json::is_number_integer);
    if (!value)
        return;
    // What no int can hold is out of every range; `validate` says which range.
    constexpr double lowest = std::numeric_limits<int>::min();
    constexpr double highest = std::numeric_limits<int>::max();
    to = int(std::clamp(value->get<double>(), lowest, highest));
}

void RequestFields::read(const char* key, std::map<std::string, std::string>& to) const
{
    const json* value = find(key, "an object", &json::is_object);
    if (!value)
        return;
    to.clear();
    for (const auto& [name, digest] : value->items()) {
        if (!digest.is_string())
            refuse("\"" + std::string(key) + "\" in the request must hold only text.");
        to.emplace(name, digest.get_ref<const std::string&>());
    }
}

const json* RequestFields::find(
    const char* key, std::string_view type, bool (json::*isType)() const noexcept) const
{
    const auto found = m_object.find(key);
    if (found == m_object.end())
        return nullptr;
    if (!((*found).*isType)())
        refuse("\"" + std::string(key) + "\" in the request must be " + std::string(type) + ".");
    return &*found;
}

void checkRange(std::string_view what, double value, double low, double high)
{
    if (value >= low && value <= high)
        return;
    refuse("The " + std::string(what) + " of the request must lie between " + std::to_string(std::int64_t(low))
        + " and " + std::to_string(std::int64_t(high)) + ".");
}

void checkText(std::string_view what, std::string_view text, std::size_t maxBytes)
{
    if (text.size() > maxBytes)
        refuse("The " + std::string(what) + " of the request is longer than " + std::to_string(maxBytes)
            + " bytes; shorten it.");
    if (!isUtf8(text))
        refuse("The " + std::string(what) + " of the request is not UTF-8 text; save or type it again as UTF-8.");
}

void checkDigest(std::string_view what, std::string_view digest)
{
    const bool hex =
        std::ranges::all_of(digest, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (digest.size() != 64 || !hex)
        refuse("The SHA-256 of the " + std::string(what) + " in the request is not 64 lower-case hex digits.");
}

void checkName(std::string_view what, const std::string& name, std::initializer_list<std::string_view> known)
{
    if (std::ranges::find(known, name) != known.end())
        return;
    std::string choices;
    for (const std::string_view choice : known)
        choices += (choices.empty() ? "" : ", ") + std::string(choice);
    refuse("The " + std::string(what) + " of the request is none of " + choices + ".");
}

} // namespace tarn
