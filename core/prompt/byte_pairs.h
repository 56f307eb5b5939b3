#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tarn {

using Vocabulary = std::unordered_map<std::string, int>;
using Merges = std::vector<std::pair<std::string, std::string>>;

/// The printable character (UTF-8) that stands for a byte in byte-level vocabularies: Latin-1's own where there is
/// one, else one from U+0100 on.
std::string byteSymbol(unsigned char byte);
/// The 256 bytes in the order of their tokens in CLIP's vocabulary: printable ones first.
std::array<unsigned char, 256> bytesInVocabularyOrder();

/// What marks the last token of a word.
inline constexpr std::string_view wordEnd = "</w>";

/// Byte-pair encoding of single words (Sennrich et al. 2016): of all neighbouring pairs the one that comes first
/// in the merges table is joined, the leftmost of equals, until none is left.
class BytePairs {
public:
    /// Throws ModelError naming `source` when a merge or its result is not in the
    /// vocabulary, or a byte is in neither the vocabulary nor covered by `unknown`.
    BytePairs(const Vocabulary& vocabulary, const Merges& merges, const std::string& unknown,
        const std::filesystem::path& source);

    /// Appends the ids of one word, given as its bytes. In O(n log n).
    void encode(std::string_view word, std::vector<int>& ids) const;

private:
    struct Merge {
        int rank;
        int id;
    };
    static std::uint64_t key(int left, int right)
    {
        return std::uint64_t(std::uint32_t(left)) << 32 | std::uint32_t(right);
    }
    const Merge* find(int left, int right) const;

    std::array<int, 256> m_inner; ///< id of each byte within a word
    std::array<int, 256> m_last; ///< and at its end
    std::unordered_map<std::uint64_t, Merge> m_merges;
};

} // namespace tarn
