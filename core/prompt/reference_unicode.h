#pragma once

#include <unicode/umachine.h>

#include <string>
#include <string_view>

/// The properties of characters that CLIP's tokenizer goes by, held at the versions of Unicode that the
/// reference's libraries have, whatever ICU's own: NFC 9.0 (unicode-normalization-alignments 0.1.12), classes 16.0
/// (Oniguruma 6.9.10, regex-syntax 0.8.11), lower case 17.0 (Rust 1.99). Found by comparing every code point, and
/// every pair of a mark with one of each combining class.
namespace tarn {

enum class CharacterClass { letter, number, space, other };
CharacterClass classOf(UChar32 c);

bool isSpace(UChar32 c);

/// \w of UTS 18: alphabetic, mark, decimal, connector or joiner.
bool isWordCharacter(UChar32 c);

void append(std::string& text, UChar32 c);

/// Appends the full lower-case mapping of one character, regardless of its neighbours (Σ is always σ).
void appendLower(std::string& text, UChar32 c);

/// NFC of valid UTF-8.
std::string composed(std::string_view text);

} // namespace tarn
