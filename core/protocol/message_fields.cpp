#include "message_fields.h"

namespace tarn {

using nlohmann::json;

MessageFields::MessageFields(const json& object)
    : m_object(object)
{
    if (!object.is_object())
        refuse("a part of it is no object");
}

void MessageFields::refuse(const std::string& what)
{
    throw ProtocolError("The other side sent a message that cannot be (" + what
        + "); use the same version of tarn on both sides.");
}

const json& MessageFields::at(const char* key) const
{
    const auto found = m_object.find(key);
    if (found == m_object.end())
        refuse("\"" + std::string(key) + "\" is missing");
    return *found;
}

std::string MessageFields::text(const char* key, std::size_t maxBytes) const
{
    const json& value = at(key);
    if (!value.is_string() || value.get_ref<const std::string&>().size() > maxBytes)
        refuse("\"" + std::string(key) + "\" is no text of at most " + std::to_string(maxBytes) + " bytes");
    return value.get<std::string>();
}

bool MessageFields::flag(const char* key) const
{
    if (!at(key).is_boolean())
        refuse("\"" + std::string(key) + "\" is neither true nor false");
    return at(key).get<bool>();
}

double MessageFields::number(const char* key) const
{
    if (!at(key).is_number())
        refuse("\"" + std::string(key) + "\" is no number");
    return at(key).get<double>();
}

int MessageFields::integer(const char* key, int low, int high) const
{
    const json& value = at(key);
    if (!value.is_number_integer() || value < low || value > high)
        refuse("\"" + std::string(key) + "\" is no whole number from " + std::to_string(low) + " to "
            + std::to_string(high));
    return value.get<int>();
}

std::uint64_t MessageFields::natural(const char* key, std::uint64_t high) const
{
    const json& value = at(key);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > high)
        refuse("\"" + std::string(key) + "\" is no whole number up to " + std::to_string(high));
    return value.get<std::uint64_t>();
}

std::vector<double> MessageFields::numbers(const char* key) const
{
    std::vector<double> all;
    for (const json& value : list(key, 100'000)) {
        if (!value.is_number())
            refuse("\"" + std::string(key) + "\" does not hold numbers only");
        all.push_back(value.get<double>());
    }
    return all;
}

std::vector<std::string> MessageFields::texts(const char* key) const
{
    std::vector<std::string> all;
    for (const json& value : list(key, 100'000)) {
        if (!value.is_string())
            refuse("\"" + std::string(key) + "\" does not hold texts only");
        all.push_back(value.get<std::string>());
    }
    return all;
}

const json& MessageFields::list(const char* key, std::size_t maxItems) const
{
    const json& value = at(key);
    if (!value.is_array() || value.size() > maxItems)
        refuse("\"" + std::string(key) + "\" is no list of at most " + std::to_string(maxItems));
    return value;
}

} // namespace tarn
