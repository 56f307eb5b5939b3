#include "clip_text.h"
#include "clip_tokenizer_files.h"

#include <base/utf8.h>
#include <prompt/clip_tokenizer.h>

#include <algorithm>

namespace tarn {
namespace {

std::vector<AddedToken> asTyped(std::vector<AddedToken> tokens)
{
    std::erase_if(tokens, [](const AddedToken& token) { return token.normalized; });
    return tokens;
}

std::vector<AddedToken> normalized(std::vector<AddedToken> tokens)
{
    std::erase_if(tokens, [](const AddedToken& token) { return !token.normalized; });
    for (AddedToken& token : tokens)
        token.content = normalizedClipText(token.content);
    return tokens;
}

int idOf(const std::string& content, const std::vector<AddedToken>& tokens)
{
    return std::ranges::find(tokens, content, &AddedToken::content)->id;
}

int sizeOf(const ClipTokenizerFiles& files)
{
    int last = 0;
    for (const auto& [token, id] : files.vocabulary)
        last = std::max(last, id);
    for (const AddedToken& token : files.added)
        last = std::max(last, token.id);
    return last + 1;
}

} // namespace

struct ClipTokenizer::Parts {
    explicit Parts(const ClipTokenizerFiles& files)
        : typedTokens(asTyped(files.added))
        , normalizedTokens(normalized(files.added))
        , bytePairs(files.vocabulary, files.merges, files.unknown, files.source)
        , bos(idOf(files.bos, files.added))
        , eos(idOf(files.eos, files.added))
        , pad(idOf(files.pad, files.added))
        , size(sizeOf(files))
        , maxLength(files.maxLength)
    {
    }

    AddedTokens typedTokens; ///< looked for in the text as it was typed
    AddedTokens normalizedTokens; ///< looked for in what lies between those, once that is normalized
    BytePairs bytePairs;
    int bos, eos, pad, size, maxLength;
};

ClipTokenizer::ClipTokenizer(const ClipTokenizerFiles& files)
    : m_parts(std::make_shared<const Parts>(files))
{
}

ClipTokenizer ClipTokenizer::fromFolder(const std::filesystem::path& folder)
{
    return ClipTokenizer(readClipTokenizer(folder));
}

ClipTokenizer ClipTokenizer::published(const std::filesystem::path& mergesFile, std::string_view padToken)
{
    return ClipTokenizer(readClipMerges(mergesFile, padToken));
}

std::vector<int> ClipTokenizer::encode(std::string_view utf8) const
{
    std::vector<int> ids;
    const std::string text = repairedUtf8(utf8);
    for (const AddedTokens::Part& typed : m_parts->typedTokens.split(text)) {
        if (typed.id >= 0) {
            ids.push_back(typed.id);
            continue;
        }
        const std::string plain = normalizedClipText(typed.text);
        for (const AddedTokens::Part& part : m_parts->normalizedTokens.split(plain)) {
            if (part.id >= 0) {
                ids.push_back(part.id);
                continue;
            }
            for (const std::string_view word : clipWords(part.text))
                m_parts->bytePairs.encode(word, ids);
        }
    }
    return ids;
}

int ClipTokenizer::bos() const { return m_parts->bos; }
int ClipTokenizer::eos() const { return m_parts->eos; }
int ClipTokenizer::pad() const { return m_parts->pad; }
int ClipTokenizer::size() const { return m_parts->size; }
int ClipTokenizer::maxLength() const { return m_parts->maxLength; }

} // namespace tarn
