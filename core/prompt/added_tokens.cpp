#include "added_tokens.h"

#include "clip_text.h"

#include <algorithm>

namespace tarn {
namespace {

unsigned char firstByte(const AddedToken& token) { return static_cast<unsigned char>(token.content.front()); }

bool standsAlone(std::string_view before, std::string_view after)
{
    return !endsWithWordCharacter(before) && !startsWithWordCharacter(after);
}

} // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens)
    : m_tokens(std::move(tokens))
{
    std::erase_if(m_tokens, [](const AddedToken& token) { return token.content.empty(); });
    std::ranges::stable_sort(m_tokens, [](const AddedToken& a, const AddedToken& b) {
        return firstByte(a) != firstByte(b) ? firstByte(a) < firstByte(b) : a.content.size() > b.content.size();
    });
}

const AddedToken* AddedTokens::longestAt(std::string_view text) const
{
    const auto candidates =
        std::ranges::equal_range(m_tokens, static_cast<unsigned char>(text.front()), {}, firstByte);
    const auto found =
        std::ranges::find_if(candidates, [&](const AddedToken& token) { return text.starts_with(token.content); });
    return found == candidates.end() ? nullptr : &*found;
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
