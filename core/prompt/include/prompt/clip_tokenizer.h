#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace tarn {

struct ClipTokenizerFiles;

/// CLIP's byte-pair tokenizer: the ids are those of transformers 5.23's CLIPTokenizer, whatever the text.
/// Immutable; copies share one vocabulary and may be used from several threads at once.
class ClipTokenizer {
public:
    /// A tokenizer folder as models are published with: vocab.json and merges.txt, or tokenizer.json (which wins
    /// where both are there), and optionally tokenizer_config.json, special_tokens_map.json and added_tokens.json.
    /// Throws ModelError naming the file that is missing or broken.
    static ClipTokenizer fromFolder(const std::filesystem::path& folder);

    /// The vocabulary that follows from a merges table alone (49,408 tokens from CLIP's own), for checkpoints that
    /// come without a tokenizer. `padToken` is "<|endoftext|>" for SD 1, "!" for OpenCLIP's (SD 2, SDXL's second).
    /// Throws ModelError naming the file.
    static ClipTokenizer published(const std::filesystem::path& mergesFile, std::string_view padToken);

    /// Ids of a text of any length, without begin and end. Bytes that are no UTF-8 count as U+FFFD. Special tokens
    /// in the text ("<|endoftext|>", and the padding token of SD 2, "!") become their ids, as in transformers.
    std::vector<int> encode(std::string_view utf8) const;

    int bos() const;
    int eos() const;
    int pad() const;
    /// The highest id + 1: what the embedding table needs at least.
    int size() const;
    /// Tokens in one window with begin and end, 77 for CLIP; at least 3.
    int maxLength() const;

private:
    struct Parts;
    explicit ClipTokenizer(const ClipTokenizerFiles& files);

    std::shared_ptr<const Parts> m_parts;
};

} // namespace tarn
