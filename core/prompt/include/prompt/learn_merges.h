#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tarn {

/// The merges of a byte-pair vocabulary for `texts` (Sennrich et al. 2016) under CLIP's rules for words: again and
/// again the most frequent pair of neighbours, of equals the one that comes first in byte order, until there are
/// `count` or no pair is left that occurs `least` times.
std::vector<std::pair<std::string, std::string>> learnedMerges(
    std::span<const std::string> texts, int count, int least);

/// Writes a CLIP tokenizer's folder (vocab.json, merges.txt, tokenizer_config.json, special_tokens_map.json): all
/// bytes, the merges, begin and end, windows of 77 tokens, padded with the end token. Throws StudioError.
void writeClipTokenizer(
    const std::filesystem::path& folder, std::span<const std::pair<std::string, std::string>> merges);

} // namespace tarn
