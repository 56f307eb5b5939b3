#pragma once

#include <prompt/clip_tokenizer.h>
#include <prompt/prompt.h>

#include <cstddef>
#include <vector>

namespace tarn {

/// A prompt as the text encoder takes it: windows of `ClipTokenizer::maxLength` ids, each begin, up to
/// maxLength - 2 tokens, end, padding. Weights belong to the ids one to one; begin, end and padding weigh 1.
struct TokenWindows {
    std::vector<std::vector<int>> ids;
    std::vector<std::vector<float>> weights;
    std::vector<int> tokens; ///< of each window, without begin, end and padding
};

/// Each piece is tokenized on its own. A long prompt runs on into further windows, cut plainly where one is full;
/// BREAK closes the current one. At least one window, and at least `atLeast`: the extra ones are an empty
/// prompt's, so that two prompts can be run as one batch. `pad` is an id: `eos()` for SD 1, `pad()` of the model's
/// tokenizer in general.
TokenWindows tokenWindows(
    const ClipTokenizer& tokenizer, const ParsedPrompt& prompt, int pad, std::size_t atLeast = 1);

} // namespace tarn
