#pragma once

#include "added_tokens.h"
#include "byte_pairs.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// What the files of a CLIP tokenizer say, in the order of precedence that transformers 5.23 reads them with.
struct ClipTokenizerFiles {
    std::filesystem::path source; ///< the file that holds the merges
    Vocabulary vocabulary;
    Merges merges;
    std::vector<AddedToken> added; ///< with ids; contents differ
    std::string bos, eos, unknown, pad;
    int maxLength = 77;
};

/// Throws ModelError naming the file that is missing or broken.
ClipTokenizerFiles readClipTokenizer(const std::filesystem::path& folder);

/// The vocabulary that follows from CLIP's merges table: all bytes, all bytes at a word's end, the merges in
/// order, begin, end. Throws ModelError naming the file.
ClipTokenizerFiles readClipMerges(const std::filesystem::path& mergesFile, std::string_view padToken);

} // namespace tarn
