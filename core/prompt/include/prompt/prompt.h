#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// The longest prompt, in bytes.
inline constexpr std::size_t promptLimit = 64 * 1024;
/// Weights end at ± this: beyond it half-precision embeddings overflow.
inline constexpr float promptWeightLimit = 100;
/// Brackets deeper than this no longer change the weight.
inline constexpr std::size_t promptDepthLimit = 100;

/// No more problems than this are listed.
inline constexpr std::size_t promptProblemLimit = 100;

/// A run of text with one weight, or (with no text) a BREAK: what follows starts in a new window.
struct PromptPiece {
    std::string text;
    float weight = 1;
    bool isBreak = false;

    bool operator==(const PromptPiece&) const = default;
};

/// A span of the prompt that does not do what it seems to say.
struct PromptProblem {
    std::size_t offset; ///< in bytes from the start of the prompt
    std::size_t length; ///< in bytes
    std::string message; ///< one sentence

    bool operator==(const PromptProblem&) const = default;
};

struct ParsedPrompt {
    std::vector<PromptPiece> pieces; ///< at least one; neighbours differ in weight
    std::vector<PromptProblem> problems; ///< by offset
};

/// The weights in a prompt, as AUTOMATIC1111's parse_prompt_attention reads them: (x) times 1.1, (x:1.3)
/// times 1.3, [x] divided by 1.1, nested ones multiply; \( \) \[ \] \\ mean the character, any other backslash is
/// dropped; a bracket that is never closed applies to the end, one that closes nothing is text. BREAK as a word of
/// its own breaks the window, also inside brackets, and takes the white space around it along. Whatever is wrong
/// becomes a problem beside the pieces. Throws UsageError when the prompt exceeds `promptLimit`.
ParsedPrompt parsePrompt(std::string_view prompt);

} // namespace tarn
