#include "prompt_scan.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <charconv>
#include <limits>
#include <string>

namespace tarn {
namespace {

/// A place in UTF-8 that may be broken: bytes that are none read as U+FFFD.
class Cursor {
public:
    explicit Cursor(std::string_view text, std::size_t at = 0)
        : m_text(text)
        , m_at(at)
    {
    }

    std::size_t at() const { return m_at; }
    bool atEnd() const { return m_at == m_text.size(); }

    UChar32 peek() const
    {
        Cursor ahead = *this;
        return ahead.next();
    }

    UChar32 next()
    {
        UChar32 c;
        U8_NEXT_OR_FFFD(bytes(), m_at, m_text.size(), c);
        return c;
    }

    UChar32 previous()
    {
        UChar32 c;
        auto at = std::int32_t(m_at); // a prompt ends at 64 KiB
        U8_PREV_OR_FFFD(bytes(), 0, at, c);
        m_at = std::size_t(at);
        return c;
    }

private:
    const std::uint8_t* bytes() const { return reinterpret_cast<const std::uint8_t*>(m_text.data()); }

    std::string_view m_text;
    std::size_t m_at;
};

/// Python's \s: white space and the four separators U+001C … U+001F.
bool isPythonSpace(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) || (c >= 0x1C && c <= 0x1F); }

/// Python's \w.
bool isWord(UChar32 c) { return c == '_' || U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK); }

void skipSpace(Cursor& cursor)
{
    while (!cursor.atEnd() && isPythonSpace(cursor.peek()))
        cursor.next();
}

/// Digits and points as a number, sign apart; nothing where they are none. Too large a number becomes the largest.
std::optional<double> numberOf(const std::string& digits)
{
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end != digits.data() + digits.size() || error == std::errc::invalid_argument)
        return {};
    if (error == std::errc::result_out_of_range) {
        const bool isLarge = digits.substr(0, digits.find('.')).find_first_not_of('0') != std::string::npos;
        return isLarge ? std::numeric_limits<double>::max() : 0;
    }
    return value;
}

} // namespace

bool isSyntax(char c) { return std::string_view("\\()[]:").find(c) != std::string_view::npos; }

std::optional<WeightSuffix> scanWeight(std::string_view text)
{
    Cursor cursor(text);
    if (cursor.atEnd() || cursor.next() != ':')
        return {};
    skipSpace(cursor);
    const bool negative = !cursor.atEnd() && cursor.peek() == '-';
    if (!cursor.atEnd() && (cursor.peek() == '-' || cursor.peek() == '+'))
        cursor.next();
    std::string digits;
    while (!cursor.atEnd()) {
        const UChar32 c = cursor.peek();
        const int digit = u_charDigitValue(c);
        if (c != '.' && digit < 0)
            break;
        digits += c == '.' ? '.' : char('0' + digit);
        cursor.next();
    }
    skipSpace(cursor);
    if (digits.empty() || cursor.atEnd() || cursor.next() != ')')
        return {};
    std::optional<double> value = numberOf(digits);
    if (value && negative)
        value = -*value;
    return WeightSuffix{cursor.at(), value};
}

std::optional<Span> scanBreak(std::string_view text)
{
    constexpr std::string_view word = "BREAK";
    for (std::size_t found = text.find(word); found != text.npos; found = text.find(word, found + 1)) {
        Cursor before(text, found);
        Cursor behind(text, found + word.size());
        if ((found > 0 && isWord(before.previous())) || (!behind.atEnd() && isWord(behind.peek())))
            continue;
        std::size_t begin = found;
        for (before = Cursor(text, found); begin > 0 && isPythonSpace(before.previous());)
            begin = before.at();
        skipSpace(behind);
        return Span{begin, behind.at() - begin};
    }
    return {};
}

} // namespace tarn
