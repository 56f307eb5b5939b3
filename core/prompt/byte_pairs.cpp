#include "byte_pairs.h"

#include "tokenizer_file.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>

namespace tarn {
namespace {

bool isPrintableLatin1(int byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

struct Symbol {
    int id;
    int previous, next; ///< indices, -1 at the ends
};

struct Candidate {
    int rank;
    int left; ///< index of the left symbol
    int leftId, rightId; ///< what stood there when the candidate was found

    bool operator>(const Candidate& other) const
    {
        return std::tie(rank, left) > std::tie(other.rank, other.left);
    }
};

} // namespace

std::array<unsigned char, 256> bytesInVocabularyOrder()
{
    std::array<unsigned char, 256> bytes;
    for (int i = 0; i < 256; ++i)
        bytes[std::size_t(i)] = static_cast<unsigned char>(i);
    std::stable_partition(bytes.begin(), bytes.end(), isPrintableLatin1);
    return bytes;
}

std::string byteSymbol(unsigned char byte)
{
    int code = byte;
    if (!isPrintableLatin1(byte)) {
        code = 0x100;
        for (int other = 0; other < byte; ++other)
            code += !isPrintableLatin1(other);
    }
    if (code < 0x80)
        return {char(code)};
    return {char(0xC0 | code >> 6), char(0x80 | (code & 0x3F))};
}

BytePairs::BytePairs(const Vocabulary& vocabulary, const Merges& merges, const std::string& unknown,
    const std::filesystem::path& source)
{
    const auto idOf = [&](const std::string& token, std::string_view use) {
        if (const auto found = vocabulary.find(token); found != vocabulary.end())
            return found->second;
        refuseTokenizer(
            source, "needs the token \"" + token + "\" " + std::string(use) + ", which the vocabulary lacks");
    };
    const auto byteId = [&](const std::string& symbol) {
        const auto found = vocabulary.find(symbol);
        return found != vocabulary.end() ? found->second : idOf(unknown, "for unknown bytes");
    };
    for (int byte = 0; byte < 256; ++byte) {
        const std::string symbol = byteSymbol(static_cast<unsigned char>(byte));
        m_inner[std::size_t(byte)] = byteId(symbol);
        m_last[std::size_t(byte)] = byteId(symbol + std::string(wordEnd));
    }
    m_merges.reserve(merges.size());
    for (std::size_t rank = 0; rank < merges.size(); ++rank) {
        const auto& [left, right] = merges[rank];
        const std::uint64_t pair = key(idOf(left, "for a merge"), idOf(right, "for a merge"));
        m_merges.insert_or_assign(pair, Merge{int(rank), idOf(left + right, "for what a merge makes")});
    }
}

const BytePairs::Merge* BytePairs::find(int left, int right) const
{
    const auto found = m_merges.find(key(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

void BytePairs::encode(std::string_view word, std::vector<int>& ids) const
{
    std::vector<Symbol> symbols;
    symbols.reserve(word.size());
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto byte = static_cast<unsigned char>(word[i]);
        const bool last = i + 1 == word.size();
        symbols.push_back({last ? m_last[byte] : m_inner[byte], int(i) - 1, last ? -1 : int(i) + 1});
    }

    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto consider = [&](int left) {
        if (left < 0 || symbols[std::size_t(left)].next < 0)
            return;
        const int leftId = symbols[std::size_t(left)].id;
        const int rightId = symbols[std::size_t(symbols[std::size_t(left)].next)].id;
        if (const Merge* merge = find(leftId, rightId))
            queue.push({merge->rank, left, leftId, rightId});
    };
    for (int i = 0; i < int(symbols.size()); ++i)
        consider(i);

    constexpr int joined = -1; // the id of a symbol that became part of its left neighbour
    while (!queue.empty()) {
        const Candidate candidate = queue.top();
        queue.pop();
        Symbol& left = symbols[std::size_t(candidate.left)];
        if (left.id != candidate.leftId || left.next < 0)
            continue;
        Symbol& right = symbols[std::size_t(left.next)];
        if (right.id != candidate.rightId)
            continue;
        left.id = find(candidate.leftId, candidate.rightId)->id;
        left.next = right.next;
        right.id = joined;
        if (left.next >= 0)
            symbols[std::size_t(left.next)].previous = candidate.left;
        consider(left.previous);
        consider(candidate.left);
    }
    for (const Symbol& symbol : symbols)
        if (symbol.id != joined)
            ids.push_back(symbol.id);
}

} // namespace tarn
