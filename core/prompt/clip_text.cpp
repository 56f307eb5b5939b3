#include "clip_text.h"

#include "reference_unicode.h"

#include <unicode/utf8.h>

namespace tarn {
namespace {

/// The character at `at`, which moves behind it.
UChar32 next(std::string_view text, std::size_t& at)
{
    UChar32 c;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    U8_NEXT_UNSAFE(bytes, at, c);
    return c;
}

std::size_t lengthOfFirst(std::string_view text, std::initializer_list<std::string_view> words)
{
    for (const std::string_view word : words)
        if (text.starts_with(word))
            return word.size();
    return 0;
}

/// Length of the contraction that `text` begins with, 0 if none.
std::size_t contraction(std::string_view text)
{
    return lengthOfFirst(text, {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"});
}

/// Length of the tag that `text` begins with, 0 if none. The reference's pattern spells these two out as one word;
/// its byte-level step, whose pattern lacks them, takes them apart again.
std::size_t tag(std::string_view text) { return lengthOfFirst(text, {"<|startoftext|>", "<|endoftext|>"}); }

} // namespace

std::string normalizedClipText(std::string_view text)
{
    const std::string nfc = composed(text);
    std::string result;
    result.reserve(nfc.size());
    bool afterSpace = false;
    for (std::size_t at = 0; at < nfc.size();) {
        const UChar32 c = next(nfc, at);
        const bool space = isSpace(c);
        if (!space)
            appendLower(result, c);
        else if (!afterSpace)
            result += ' ';
        afterSpace = space;
    }
    return result;
}

std::vector<std::string_view> clipWords(std::string_view text)
{
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (const std::size_t length = tag(rest)) {
            words.insert(words.end(), {rest.substr(0, 2), rest.substr(2, length - 4), rest.substr(length - 2, 2)});
            at += length;
            continue;
        }
        if (const std::size_t length = contraction(rest)) {
            words.push_back(rest.substr(0, length));
            at += length;
            continue;
        }
        const std::size_t begin = at;
        const CharacterClass what = classOf(next(text, at));
        if (what == CharacterClass::letter || what == CharacterClass::other) {
            for (std::size_t behind = at; behind < text.size() && classOf(next(text, behind)) == what;)
                at = behind;
        }
        if (what != CharacterClass::space)
            words.push_back(text.substr(begin, at - begin));
    }
    return words;
}

std::size_t leadingSpace(std::string_view text)
{
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size() && isSpace(next(text, at));)
        end = at;
    return end;
}

std::size_t trailingSpace(std::string_view text)
{
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    std::size_t begin = text.size();
    for (std::size_t at = begin; at > 0;) {
        UChar32 c;
        U8_PREV_UNSAFE(bytes, at, c);
        if (!isSpace(c))
            break;
        begin = at;
    }
    return text.size() - begin;
}

bool startsWithWordCharacter(std::string_view text)
{
    std::size_t at = 0;
    return !text.empty() && isWordCharacter(next(text, at));
}

bool endsWithWordCharacter(std::string_view text)
{
    if (text.empty())
        return false;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    std::size_t at = text.size();
    UChar32 c;
    U8_PREV_UNSAFE(bytes, at, c);
    return isWordCharacter(c);
}

} // namespace tarn
