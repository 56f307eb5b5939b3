#include "model_fault.h"

#include <base/error.h>

#include <charconv>

namespace tarn {
namespace {

struct Unit {
    const char* name;
    std::uint64_t bytes;
};

Unit unitFor(std::uint64_t bytes)
{
    static constexpr Unit units[] = {{"GB", 1'000'000'000}, {"MB", 1'000'000}, {"KB", 1'000}};
    for (const Unit& unit : units)
        if (bytes >= unit.bytes)
            return unit;
    return {"bytes", 1};
}

/// One decimal, a point in every locale.
std::string amount(std::uint64_t bytes, const Unit& unit)
{
    if (unit.bytes == 1)
        return std::to_string(bytes);
    char text[32];
    const double value = double(bytes) / double(unit.bytes);
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 1).ptr;
    return std::string(text, end);
}

} // namespace

std::string inQuotes(std::string_view name)
{
    static constexpr std::size_t shown = 80;
    std::string text = "\"";
    for (const char c : name.substr(0, shown))
        text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    if (name.size() > shown) {
        while ((static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) // not in the middle of a UTF-8 character
            text.pop_back();
        if (static_cast<unsigned char>(text.back()) >= 0xC0)
            text.pop_back();
        text += "…";
    }
    return text + "\"";
}

void throwDamaged(const std::filesystem::path& file, const std::string& what)
{
    throw ModelError("\"" + file.string() + "\" is damaged: " + what + "; download it again.");
}

void throwIncomplete(
    const std::filesystem::path& file, std::uint64_t have, std::uint64_t want, const std::string& where)
{
    Unit unit = unitFor(want);
    if (amount(have, unit) == amount(want, unit))
        unit = {"bytes", 1};
    throw ModelError("\"" + file.string() + "\" is incomplete (" + amount(have, unit) + " of " + amount(want, unit)
        + " " + unit.name + where + "). Download it again.");
}

} // namespace tarn
