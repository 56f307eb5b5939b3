#include "clip_tokenizer_files.h"

#include "special_tokens.h"
#include "tokenizer_file.h"

#include <algorithm>

namespace tarn {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr int longestWindow = 1 << 16;

/// "left right", nothing else.
std::pair<std::string, std::string> mergeOf(std::string_view text, const fs::path& file)
{
    const std::size_t space = text.find(' ');
    if (space == text.npos || text.find(' ', space + 1) != text.npos)
        refuseTokenizer(file, "has a merge that is not two tokens: \"" + std::string(text.substr(0, 40)) + "\"");
    return {std::string(text.substr(0, space)), std::string(text.substr(space + 1))};
}

/// One merge a line; lines that begin with "#version" do not count.
Merges readMerges(const fs::path& file)
{
    const std::string text = readTokenizerText(file);
    Merges merges;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.starts_with("#version"))
            merges.push_back(mergeOf(line, file));
    }
    return merges;
}

Merges mergesOf(const json& pairs, const fs::path& file)
{
    if (!pairs.is_array())
        refuseTokenizer(file, "holds no merges");
    Merges merges;
    for (const json& pair : pairs) {
        if (pair.is_string())
            merges.push_back(mergeOf(pair.get<std::string>(), file));
        else if (pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string())
            merges.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
        else
            refuseTokenizer(file, "has a merge that is not two tokens");
    }
    return merges;
}

Vocabulary vocabularyOf(const json& tokens, const fs::path& file)
{
    if (!tokens.is_object() || tokens.empty())
        refuseTokenizer(file, "holds no vocabulary");
    Vocabulary vocabulary;
    vocabulary.reserve(tokens.size());
    for (const auto& [token, id] : tokens.items())
        vocabulary.emplace(token, checkedTokenId(id, file));
    return vocabulary;
}

int maxLengthOf(const json& config, const fs::path& file)
{
    const json length = config.value("model_max_length", json());
    // Absent, or the 1e30 that stands for "no limit": CLIP's text encoder has 77 positions.
    if (!length.is_number() || length.get<double>() > longestWindow)
        return ClipTokenizerFiles().maxLength;
    if (length.get<double>() < 3)
        refuseTokenizer(file, "has a model_max_length below 3, which leaves no room for a token");
    return length.get<int>();
}

/// Gives every token its id, a new one behind the vocabulary where it is not in there. Of two with one content the
/// later one stays.
std::vector<AddedToken> withIds(const std::vector<AddedToken>& tokens, const Vocabulary& vocabulary)
{
    std::vector<AddedToken> added;
    std::unordered_map<std::string, std::size_t> places;
    int newId = int(vocabulary.size());
    for (const AddedToken& token : tokens) {
        const auto [place, isNew] = places.try_emplace(token.content, added.size());
        if (!isNew) {
            const int id = added[place->second].id;
            added[place->second] = token;
            added[place->second].id = id;
        } else {
            const auto known = vocabulary.find(token.content);
            added.push_back(token);
            added.back().id = known != vocabulary.end() ? known->second : newId++;
        }
    }
    return added;
}

void finish(ClipTokenizerFiles& files, const SpecialTokens& special)
{
    files.bos = special.named("bos_token");
    files.eos = special.named("eos_token");
    files.unknown = special.named("unk_token");
    files.pad = special.named("pad_token");
    files.added = withIds(special.inOrder(), files.vocabulary);
}

} // namespace

ClipTokenizerFiles readClipTokenizer(const fs::path& folder)
{
    const fs::path configFile = folder / "tokenizer_config.json";
    const json config = readTokenizerObjectIfThere(configFile);
    SpecialTokens special;
    special.readConfig(config, configFile);
    if (!special.isSettled()) {
        const fs::path mapFile = folder / "special_tokens_map.json";
        special.readMap(readTokenizerObjectIfThere(mapFile), mapFile);
        const fs::path idsFile = folder / "added_tokens.json";
        special.readAddedIds(readTokenizerObjectIfThere(idsFile), idsFile);
    }

    ClipTokenizerFiles files;
    files.maxLength = maxLengthOf(config, configFile);
    const fs::path wholeFile = folder / "tokenizer.json";
    std::error_code error;
    if (fs::exists(wholeFile, error)) {
        const json whole = readTokenizerObject(wholeFile);
        const json model = whole.value("model", json());
        if (!model.is_object() || model.value("type", json("BPE")) != "BPE")
            refuseTokenizer(wholeFile, "describes no byte-pair tokenizer");
        files.source = wholeFile;
        files.vocabulary = vocabularyOf(model.value("vocab", json()), wholeFile);
        files.merges = mergesOf(model.value("merges", json()), wholeFile);
        if (!special.isSettled())
            special.readAddedList(whole.value("added_tokens", json::array()), wholeFile);
    } else {
        const fs::path vocabularyFile = folder / "vocab.json";
        files.vocabulary = vocabularyOf(readTokenizerObject(vocabularyFile), vocabularyFile);
        files.source = folder / "merges.txt";
        files.merges = readMerges(files.source);
    }
    finish(files, special);
    return files;
}

ClipTokenizerFiles readClipMerges(const fs::path& mergesFile, std::string_view padToken)
{
    SpecialTokens special;
    special.readConfig({{"pad_token", padToken}}, mergesFile);
    ClipTokenizerFiles files;
    files.source = mergesFile;
    files.merges = readMerges(mergesFile);
    int id = 0;
    files.vocabulary.reserve(files.merges.size() + 514);
    for (const unsigned char byte : bytesInVocabularyOrder())
        files.vocabulary.emplace(byteSymbol(byte), id++);
    for (const unsigned char byte : bytesInVocabularyOrder())
        files.vocabulary.emplace(byteSymbol(byte) + std::string(wordEnd), id++);
    for (const auto& [left, right] : files.merges)
        files.vocabulary.emplace(left + right, id++);
    for (const char* name : {"bos_token", "eos_token"})
        files.vocabulary.emplace(special.named(name), id++);
    finish(files, special);
    return files;
}

} // namespace tarn
