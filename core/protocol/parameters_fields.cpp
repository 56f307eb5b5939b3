#include "parameters_fields.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>

namespace tarn::parameters {
namespace {

constexpr std::string_view whitespace = " \t\n\v\f\r";

/// \w of A1111's expression, except that every character beyond ASCII counts as a letter.
bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

bool isKey(char c) { return isWord(c) || c == ' ' || c == '-' || c == '/'; }

/// Number of characters of valid UTF-8.
std::ptrdiff_t characters(std::string_view text)
{
    return std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}

/// End of the quoted string that starts at `start`, when a comma or the end of the line follows it; else npos.
std::size_t quotedEnd(std::string_view line, std::size_t start)
{
    if (start >= line.size() || line[start] != '"')
        return line.npos;
    std::size_t at = start + 1;
    while (at < line.size() && line[at] != '"')
        at += line[at] == '\\' ? 2 : 1;
    if (at >= line.size() || at == start + 1)
        return line.npos;
    return at + 1 == line.size() || line[at + 1] == ',' ? at + 1 : line.npos;
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(whitespace);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(whitespace) - first + 1);
}

Prompts readPrompts(std::string_view lines)
{
    Prompts read;
    std::string* to = &read.prompt;
    for (std::size_t start = 0; start <= lines.size();) {
        const std::size_t end = std::min(lines.find('\n', start), lines.size());
        std::string_view line = trimmed(lines.substr(start, end - start));
        start = end + 1;
        if (line.starts_with(negativeStart)) {
            to = &read.negative;
            line = trimmed(line.substr(negativeStart.size()));
        }
        if (!to->empty())
            *to += '\n';
        *to += line;
    }
    return read;
}

std::vector<Field> fieldsOf(std::string_view line)
{
    std::vector<Field> fields;
    std::size_t at = 0;
    while (at < line.size()) {
        if (!isWord(line[at])) {
            ++at;
            continue;
        }
        const std::size_t key = at;
        while (at < line.size() && isKey(line[at]))
            ++at;
        if (at == line.size() || line[at] != ':' || characters(line.substr(key, at - key)) < 2)
            continue;
        const std::size_t value = std::min(line.find_first_not_of(whitespace, at + 1), line.size());
        std::size_t end = quotedEnd(line, value);
        if (end == line.npos)
            end = std::min(line.find(',', value), line.size());
        fields.push_back({line.substr(key, at - key), trimmed(line.substr(value, end - value))});
        at = end + 1;
    }
    return fields;
}

std::string quotedText(std::string_view text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string unquoted(std::string_view text)
{
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        if (const auto string = nlohmann::json::parse(text, nullptr, false); string.is_string())
            return string.get<std::string>();
    return std::string(text);
}

} // namespace tarn::parameters
