#include "added_tokens.h"

#include "clip_text.h"

#include <algorithm>

namespace tarn {
namespace {

bool standsAlone(std::string_view before, std::string_view after)
{
    return !endsWithWordCharacter(before) && !startsWithWordCharacter(after);
}

} // namespace

AddedTokens::AddedTokens(const std::vector<AddedToken>& tokens)
{
    for (const AddedToken& token : tokens)
        if (!token.content.empty())
            m_byFirstByte[static_cast<unsigned char>(token.content.front())].push_back(token);
    for (std::vector<AddedToken>& bucket : m_byFirstByte)
        std::ranges::stable_sort(
            bucket, std::ranges::greater(), [](const AddedToken& t) { return t.content.size(); });
}

const AddedToken* AddedTokens::longestAt(std::string_view text) const
{
    const std::vector<AddedToken>& bucket = m_byFirstByte[static_cast<unsigned char>(text.front())];
    const auto found =
        std::ranges::find_if(bucket, [&](const AddedToken& token) { return text.starts_with(token.content); });
    return found == bucket.end() ? nullptr : &*found;
}

std::vector<AddedTokens::Part> AddedTokens::split(std::string_view text) const
{
    std::vector<Part> parts;
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size();) {
        const AddedToken* token = longestAt(text.substr(at));
        if (!token) {
            ++at;
            continue;
        }
        std::size_t begin = at;
        std::size_t end = at + token->content.size();
        if (token->singleWord && !standsAlone(text.substr(0, begin), text.substr(end))) {
            at = end;
            continue;
        }
        if (token->takesSpaceBefore)
            begin -= trailingSpace(text.substr(written, begin - written));
        if (token->takesSpaceAfter)
            end += leadingSpace(text.substr(end));
        if (written < begin)
            parts.push_back({text.substr(written, begin - written), -1});
        parts.push_back({text.substr(begin, end - begin), token->id});
        written = at = end;
    }
    if (written < text.size())
        parts.push_back({text.substr(written), -1});
    return parts;
}

} // namespace tarn
