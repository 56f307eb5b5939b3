#include "reference_unicode.h"

#include <base/error.h>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <span>

namespace tarn {
namespace {

constexpr auto nfcVersion = u"[:age=9.0:]";
constexpr int classVersion = 16;
constexpr int lowerVersion = 17;

struct ClassRange {
    UChar32 first, last;
    CharacterClass what;
};
/// Letters and numbers that came after Unicode 15.0, up to 16.0.
constexpr std::array laterClasses{
    ClassRange{0x1C89, 0x1C8A, CharacterClass::letter},
    ClassRange{0xA7CB, 0xA7CD, CharacterClass::letter},
    ClassRange{0xA7DA, 0xA7DC, CharacterClass::letter},
    ClassRange{0x105C0, 0x105F3, CharacterClass::letter},
    ClassRange{0x10D40, 0x10D49, CharacterClass::number},
    ClassRange{0x10D4A, 0x10D65, CharacterClass::letter},
    ClassRange{0x10D6F, 0x10D85, CharacterClass::letter},
    ClassRange{0x10EC2, 0x10EC4, CharacterClass::letter},
    ClassRange{0x11380, 0x11389, CharacterClass::letter},
    ClassRange{0x1138B, 0x1138B, CharacterClass::letter},
    ClassRange{0x1138E, 0x1138E, CharacterClass::letter},
    ClassRange{0x11390, 0x113B5, CharacterClass::letter},
    ClassRange{0x113B7, 0x113B7, CharacterClass::letter},
    ClassRange{0x113D1, 0x113D1, CharacterClass::letter},
    ClassRange{0x113D3, 0x113D3, CharacterClass::letter},
    ClassRange{0x116D0, 0x116E3, CharacterClass::number},
    ClassRange{0x11BC0, 0x11BE0, CharacterClass::letter},
    ClassRange{0x11BF0, 0x11BF9, CharacterClass::number},
    ClassRange{0x13460, 0x143FA, CharacterClass::letter},
    ClassRange{0x16100, 0x1611D, CharacterClass::letter},
    ClassRange{0x16130, 0x16139, CharacterClass::number},
    ClassRange{0x16D40, 0x16D6C, CharacterClass::letter},
    ClassRange{0x16D70, 0x16D79, CharacterClass::number},
    ClassRange{0x18CFF, 0x18CFF, CharacterClass::letter},
    ClassRange{0x1CCF0, 0x1CCF9, CharacterClass::number},
    ClassRange{0x1E5D0, 0x1E5ED, CharacterClass::letter},
    ClassRange{0x1E5F0, 0x1E5F0, CharacterClass::letter},
    ClassRange{0x1E5F1, 0x1E5FA, CharacterClass::number},
    ClassRange{0x2EBF0, 0x2EE5D, CharacterClass::letter},
};

/// Marks that came after Unicode 15.0, up to 16.0: word characters that are no letters.
constexpr std::array laterMarks{
    ClassRange{0x897, 0x897, CharacterClass::other},
    ClassRange{0x10D69, 0x10D6D, CharacterClass::other},
    ClassRange{0x10EFC, 0x10EFC, CharacterClass::other},
    ClassRange{0x113B8, 0x113C0, CharacterClass::other},
    ClassRange{0x113C2, 0x113C2, CharacterClass::other},
    ClassRange{0x113C5, 0x113C5, CharacterClass::other},
    ClassRange{0x113C7, 0x113CA, CharacterClass::other},
    ClassRange{0x113CC, 0x113D0, CharacterClass::other},
    ClassRange{0x113D2, 0x113D2, CharacterClass::other},
    ClassRange{0x113E1, 0x113E2, CharacterClass::other},
    ClassRange{0x11F5A, 0x11F5A, CharacterClass::other},
    ClassRange{0x1611E, 0x1612F, CharacterClass::other},
    ClassRange{0x1E5EE, 0x1E5EF, CharacterClass::other},
};

struct CaseRange {
    UChar32 first, last;
    UChar32 lowerOfFirst;
};
/// Capitals that came after Unicode 15.0, up to 17.0.
constexpr std::array laterCapitals{
    CaseRange{0x1C89, 0x1C89, 0x1C8A},
    CaseRange{0xA7CB, 0xA7CB, 0x0264},
    CaseRange{0xA7CC, 0xA7CC, 0xA7CD},
    CaseRange{0xA7CE, 0xA7CE, 0xA7CF},
    CaseRange{0xA7D2, 0xA7D2, 0xA7D3},
    CaseRange{0xA7D4, 0xA7D4, 0xA7D5},
    CaseRange{0xA7DA, 0xA7DA, 0xA7DB},
    CaseRange{0xA7DC, 0xA7DC, 0x019B},
    CaseRange{0x10D50, 0x10D65, 0x10D70},
    CaseRange{0x16EA0, 0x16EB8, 0x16EBB},
};

template <class Range> const Range* rangeOf(UChar32 c, std::span<const Range> ranges)
{
    const auto found = std::ranges::lower_bound(ranges, c, {}, &Range::last);
    return found != ranges.end() && found->first <= c ? &*found : nullptr;
}

bool isLaterThan(UChar32 c, int version)
{
    UVersionInfo age;
    u_charAge(c, age);
    return age[0] > version;
}

void check(UErrorCode status)
{
    if (U_FAILURE(status))
        throw StudioError(
            std::string("ICU cannot normalize text (") + u_errorName(status) + "); reinstall libicu.");
}

/// ICU's NFC held at the reference's version of Unicode.
class Nfc {
public:
    Nfc()
        : m_known(makeKnown())
        , m_nfc(makeNfc(), m_known)
    {
    }

    std::string operator()(std::string_view text) const
    {
        std::string result;
        icu::StringByteSink<std::string> sink(&result, std::int32_t(text.size()));
        UErrorCode status = U_ZERO_ERROR;
        m_nfc.normalizeUTF8(0, icu::StringPiece(text.data(), std::int32_t(text.size())), sink, nullptr, status);
        check(status);
        return result;
    }

private:
    static icu::UnicodeSet makeKnown()
    {
        UErrorCode status = U_ZERO_ERROR;
        icu::UnicodeSet known(nfcVersion, status);
        check(status);
        known.freeze();
        return known;
    }

    static const icu::Normalizer2& makeNfc()
    {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
        check(status);
        return *nfc;
    }

    const icu::UnicodeSet m_known;
    const icu::FilteredNormalizer2 m_nfc;
};

} // namespace

bool isSpace(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_WHITE_SPACE); }

CharacterClass classOf(UChar32 c)
{
    if (c < 0x80) {
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            return CharacterClass::space;
        return u_isalpha(c) ? CharacterClass::letter
            : u_isdigit(c)  ? CharacterClass::number
                            : CharacterClass::other;
    }
    if (const ClassRange* range = rangeOf<ClassRange>(c, laterClasses))
        return range->what;
    if (isLaterThan(c, classVersion))
        return CharacterClass::other;
    const auto category = U_GET_GC_MASK(c);
    if (category & U_GC_L_MASK)
        return CharacterClass::letter;
    if (category & U_GC_N_MASK)
        return CharacterClass::number;
    return isSpace(c) ? CharacterClass::space : CharacterClass::other;
}

bool isWordCharacter(UChar32 c)
{
    if (rangeOf<ClassRange>(c, laterClasses) || rangeOf<ClassRange>(c, laterMarks))
        return true;
    if (isLaterThan(c, classVersion))
        return false;
    return u_hasBinaryProperty(c, UCHAR_ALPHABETIC) || u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL)
        || U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK);
}

void append(std::string& text, UChar32 c)
{
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    text.append(reinterpret_cast<const char*>(bytes), length);
}

void appendLower(std::string& text, UChar32 c)
{
    if (c == 0x130)
        text += "i\u0307"; // the only full mapping to more than one character
    else if (const CaseRange* range = rangeOf<CaseRange>(c, laterCapitals))
        append(text, range->lowerOfFirst + (c - range->first));
    else
        append(text, isLaterThan(c, lowerVersion) ? c : u_tolower(c));
}

std::string composed(std::string_view text)
{
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return std::string(text);
    static const Nfc normalizer;
    return normalizer(text);
}

} // namespace tarn
