#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The text rules of CLIP's tokenizer as its `tokenizers` pipeline carries them out. All functions take valid
/// UTF-8; NUL is a character like any other.
namespace tarn {

/// NFC, runs of white space to one space, then each character to lower case by itself (so Σ is always σ).
std::string normalizedClipText(std::string_view text);

/// The words of a normalized text, without the white space between them: contractions ('s 't 're 've 'm 'll 'd),
/// runs of letters, single digits, runs of anything else.
std::vector<std::string_view> clipWords(std::string_view text);

/// White space at the start or the end, in bytes.
std::size_t leadingSpace(std::string_view text);
std::size_t trailingSpace(std::string_view text);

/// Whether a word character (\w of UTS 18: alphabetic, mark, decimal, connector, joiner) is first or last.
bool startsWithWordCharacter(std::string_view text);
bool endsWithWordCharacter(std::string_view text);

} // namespace tarn
