#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tarn::parameters {

/// What starts the negative prompt's first line.
inline constexpr std::string_view negativeStart = "Negative prompt:";
/// Quoted copies of the prompts that the lines above would not give back unchanged.
inline constexpr std::string_view exactPromptKey = "Exact prompt";
inline constexpr std::string_view exactNegativeKey = "Exact negative prompt";
/// A1111's word for "as the program chooses", here the model's own.
inline constexpr std::string_view automaticTitle = "Automatic";

/// Without ASCII white space at both ends.
std::string_view trimmed(std::string_view text);

struct Prompts {
    std::string prompt;
    std::string negative;
};

/// Reads the lines above the parameters as A1111 does: each line is trimmed, empty lines at a start are lost, and
/// what follows the first line with `negativeStart` is the negative prompt.
Prompts readPrompts(std::string_view lines);

/// A view into the line that was read; `value` still quoted.
struct Field {
    std::string_view key;
    std::string_view value;
};

/// Every match of A1111's \s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$) in `line` (valid UTF-8), in one
/// pass.
std::vector<Field> fieldsOf(std::string_view line);

/// `text` as a JSON string, its bytes that are no UTF-8 replaced.
std::string quotedText(std::string_view text);
/// The text of a JSON string; any other text as it is.
std::string unquoted(std::string_view text);

/// Pixels that a mask reaches for each unit of A1111's blur: its kernel ends at 2.5 sigma (modules/masking.py).
constexpr double reachOfBlur = 2.5;

} // namespace tarn::parameters
