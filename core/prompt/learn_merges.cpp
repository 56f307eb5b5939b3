#include "byte_pairs.h"
#include "clip_text.h"

#include <base/durable_file.h>
#include <base/error.h>
#include <base/utf8.h>
#include <prompt/learn_merges.h>

#include <nlohmann/json.hpp>

#include <map>

namespace tarn {
namespace {

using Pair = std::pair<std::string, std::string>;

/// One word of the texts, as it is cut so far.
struct Word {
    std::vector<std::string> symbols;
    long occurs;
};

std::vector<Word> wordsOf(std::span<const std::string> texts)
{
    std::map<std::string, long> counts;
    for (const std::string& text : texts) {
        const std::string plain = normalizedClipText(repairedUtf8(text));
        for (const std::string_view word : clipWords(plain))
            ++counts[std::string(word)];
    }
    std::vector<Word> words;
    for (const auto& [text, occurs] : counts) {
        Word word{{}, occurs};
        for (const char byte : text)
            word.symbols.push_back(byteSymbol(static_cast<unsigned char>(byte)));
        word.symbols.back() += wordEnd;
        words.push_back(std::move(word));
    }
    return words;
}

void join(Word& word, const Pair& pair)
{
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < word.symbols.size(); ++i) {
        const bool fits =
            i + 1 < word.symbols.size() && word.symbols[i] == pair.first && word.symbols[i + 1] == pair.second;
        joined.push_back(fits ? pair.first + pair.second : word.symbols[i]);
        i += fits;
    }
    word.symbols = std::move(joined);
}

void write(const std::filesystem::path& file, const std::string& text)
{
    DurableFile out(file);
    out.write(text);
    out.commit();
}

nlohmann::json specialToken(const char* content)
{
    return {
        {"content", content}, {"lstrip", false}, {"normalized", true}, {"rstrip", false}, {"single_word", false}};
}

} // namespace

std::vector<Pair> learnedMerges(std::span<const std::string> texts, int count, int least)
{
    std::vector<Word> words = wordsOf(texts);
    std::vector<Pair> merges;
    while (int(merges.size()) < count) {
        std::map<Pair, long> pairs;
        for (const Word& word : words)
            for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i)
                pairs[{word.symbols[i], word.symbols[i + 1]}] += word.occurs;
        const Pair* best = nullptr;
        long most = least - 1;
        for (const auto& [pair, occurs] : pairs)
            if (occurs > most) {
                best = &pair;
                most = occurs;
            }
        if (!best)
            break;
        merges.push_back(*best);
        for (Word& word : words)
            join(word, merges.back());
    }
    return merges;
}

void writeClipTokenizer(const std::filesystem::path& folder, std::span<const Pair> merges)
{
    using nlohmann::json;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw StudioError("The folder \"" + folder.string() + "\" cannot be made (" + error.message()
            + "); choose another place.");
    constexpr const char *begin = "<|startoftext|>", *end = "<|endoftext|>";
    json vocabulary = json::object();
    int id = 0;
    for (const unsigned char byte : bytesInVocabularyOrder())
        vocabulary[byteSymbol(byte)] = id++;
    for (const unsigned char byte : bytesInVocabularyOrder())
        vocabulary[byteSymbol(byte) + std::string(wordEnd)] = id++;
    std::string lines = "#version: 0.2\n";
    for (const auto& [left, right] : merges) {
        if (!vocabulary.contains(left + right)) // two ways may lead to one token
            vocabulary[left + right] = id++;
        lines += left + " " + right + "\n";
    }
    vocabulary[begin] = id++;
    vocabulary[end] = id++;
    json special{{"bos_token", specialToken(begin)}, {"eos_token", specialToken(end)}, {"pad_token", end},
        {"unk_token", specialToken(end)}};
    write(folder / "vocab.json", vocabulary.dump());
    write(folder / "merges.txt", lines);
    write(folder / "special_tokens_map.json", special.dump(2) + "\n");
    for (const char* name : {"bos_token", "eos_token", "unk_token"})
        special[name]["__type"] = "AddedToken";
    special.update({{"add_prefix_space", false}, {"clean_up_tokenization_spaces", true}, {"do_lower_case", true},
        {"errors", "replace"}, {"model_max_length", 77}, {"tokenizer_class", "CLIPTokenizer"}});
    write(folder / "tokenizer_config.json", special.dump(2) + "\n");
}

} // namespace tarn
