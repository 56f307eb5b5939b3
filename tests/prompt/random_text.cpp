#include "random_text.h"

#include <array>
#include <utility>

namespace test {
namespace {

constexpr std::array words{U"landscape", U"River", U"MOUNTAINS", U"don't", U"a", U"über", U"naïve", U"ΣΊΣΥΦΟΣ",
    U"İstanbul", U"x1y22", U"cat", U"CAT", U"été", U"E\u0301TE\u0301", U"<wide>", U"<wide>r", U"Σx", U"two words",
    U"<café>", U"ǅ"};
constexpr std::array contractions{
    U"'s", U"'S", U"'t", U"'re", U"'VE", U"'m", U"'ll", U"'d", U"''s", U"’s", U"'ſ", U"'", U"'r"};
constexpr std::array tags{U"<|startoftext|>", U"<|endoftext|>", U"<|StartOfText|>", U"<|ENDOFTEXT|>",
    U"<|endoftext|", U"<|<|endoftext|>|>", U"<|end oftext|>", U"</w>", U"!", U"!!", U"<|endofte\u200Dxt|>",
    U"<|startoftex\u0301t|>"};
constexpr std::array entities{U"&amp;", U"&lt;|endoftext|&gt;", U"&#39;s", U"&nbsp;", U"&AMP;amp;"};
constexpr std::array emoji{U"🏞️", U"👩‍👩‍👧‍👦", U"👍🏽", U"🇩🇪", U"1️⃣",
    U"🏴󠁧󠁢󠁥󠁮󠁧󠁿", U"❤️‍🔥"};
const std::vector<char32_t> spaces{0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x1680, 0x2000, 0x2003, 0x200A,
    0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0x1C, 0x1F, 0x200B, 0x180E, 0xFEFF, 0x2060};

/// Blocks that grew after Unicode 15, and marks and compositions that are younger than Unicode 9.
constexpr std::array<std::pair<char32_t, char32_t>, 17> recentBlocks{{{0x1C80, 0x1C8F}, {0xA7C0, 0xA7FF},
    {0x105C0, 0x105FF}, {0x10D40, 0x10D8F}, {0x10EC0, 0x10EFF}, {0x11380, 0x113FF}, {0x116D0, 0x116E3},
    {0x11BC0, 0x11BFF}, {0x13460, 0x13480}, {0x16100, 0x1613F}, {0x16D40, 0x16D7F}, {0x16EA0, 0x16EDF},
    {0x1CCF0, 0x1CCFF}, {0x1E5D0, 0x1E5FF}, {0x2EBE0, 0x2EC00}, {0x11930, 0x11943}, {0x1DF0, 0x1DFF}}};

template <class Pool> std::u32string pick(const Pool& pool, std::size_t index)
{
    return std::u32string(pool[index]);
}

} // namespace

RandomText::RandomText(unsigned seed)
    : m_random(seed)
{
    for (char32_t c = 0x80; c < 0x110000; ++c) {
        if (QChar::combiningClass(c) > 0)
            m_marks.push_back(c);
        if (QChar::isNumber(c))
            m_numbers.push_back(c);
        if (QChar::isUpper(c) || QChar::isTitleCase(c))
            m_capitals.push_back(c);
        if (QChar::decompositionTag(c) == QChar::Canonical)
            m_composites.push_back(c);
    }
    for (const auto& [first, last] : recentBlocks)
        for (char32_t c = first; c <= last; ++c)
            m_recent.push_back(c);
}

QString RandomText::next()
{
    std::u32string text;
    for (std::size_t left = below(13); left > 0; --left)
        text += fragment();
    return QString::fromStdU32String(text);
}

std::size_t RandomText::below(std::size_t count) { return m_random() % count; }

char32_t RandomText::between(char32_t first, char32_t last) { return first + char32_t(below(last - first + 1)); }

char32_t RandomText::oneOf(const std::vector<char32_t>& characters)
{
    return characters[below(characters.size())];
}

std::u32string RandomText::run(std::size_t longest, const std::vector<char32_t>& characters)
{
    std::u32string text;
    for (std::size_t left = 1 + below(longest); left > 0; --left)
        text += oneOf(characters);
    return text;
}

std::u32string RandomText::fragment()
{
    const auto anywhere = [&] {
        const char32_t c = below(2) ? between(0, 0xFFFF) : between(0, 0x10FFFF);
        return c >= 0xD800 && c < 0xE000 ? U'\uFFFD' : c;
    };
    switch (below(18)) {
    case 0:
    case 1:
        return pick(words, below(words.size()));
    case 2:
        return {between(0x21, 0x7E), between(0x21, 0x7E)};
    case 3:
        return {anywhere()};
    case 4:
        return {between(0x80, 0x24F), between(0x370, 0x52F)};
    case 5:
        return std::u32string(1, oneOf(m_composites)) + run(4, m_marks);
    case 6:
        return std::u32string(1, between(U'a', U'z')) + run(6, m_marks);
    case 7: // modern and old jamo, conjoining or not, and syllables to which they may attach
        return {between(0x1100, 0x1175), between(0x1161, 0x11C2), between(0x11A8, 0x11FF), between(0xAC00, 0xD7A3),
            between(0x11A7, 0x11C3)};
    case 8:
        return pick(emoji, below(emoji.size()));
    case 9:
    case 10:
        return run(3, spaces);
    case 11:
        return {below(2) ? between(0, 0x1F) : between(0x7F, 0x9F)};
    case 12:
        return run(4, m_numbers);
    case 13:
        return pick(contractions, below(contractions.size()));
    case 14:
        return pick(tags, below(tags.size()));
    case 15:
        return pick(entities, below(entities.size()));
    case 16:
        return run(3, m_capitals);
    default:
        return run(3, m_recent) + run(2, m_marks);
    }
}

std::vector<QString> everyCodePointInUse()
{
    std::vector<QString> lines;
    std::u32string line;
    const auto add = [&](char32_t first, char32_t last) {
        for (char32_t c = first; c <= last; ++c) {
            line += {U'a', c, U'.', U' '};
            if (c % 16 == 15)
                lines.push_back(QString::fromStdU32String(std::exchange(line, {})));
        }
    };
    add(0, 0xD7FF);
    add(0xE000, 0x3FFFF);
    add(0xE0000, 0xE01FF);
    add(0x10FFF0, 0x10FFFF);
    return lines;
}

} // namespace test
