#include "special_tokens.h"

#include "tokenizer_file.h"

#include <algorithm>
#include <array>
#include <set>

namespace tarn {
namespace {

using nlohmann::json;
using std::filesystem::path;

/// In the order in which the reference adds them.
constexpr std::array names{
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"};

/// A token as a string or as an object with flags. A special one is looked for in the text as it was typed unless
/// its flags say otherwise.
AddedToken tokenOf(const json& value, bool special, const path& file)
{
    const json object = value.is_object() ? value : json{{"content", value}};
    const json content = object.value("content", json());
    if (!content.is_string() || content.get_ref<const std::string&>().empty())
        refuseTokenizer(file, "has a special token without content");
    const auto flag = [&](const char* name, bool otherwise) {
        const json set = object.value(name, json());
        return set.is_boolean() ? set.get<bool>() : otherwise;
    };
    return {.content = content.get<std::string>(),
        .normalized = flag("normalized", !(special || flag("special", false))),
        .singleWord = flag("single_word", false),
        .takesSpaceBefore = flag("lstrip", false),
        .takesSpaceAfter = flag("rstrip", false)};
}

} // namespace

SpecialTokens::SpecialTokens()
{
    m_named["bos_token"].content = "<|startoftext|>";
    for (const char* name : {"eos_token", "unk_token", "pad_token"})
        m_named[name].content = "<|endoftext|>";
}

void SpecialTokens::readConfig(const json& config, const path& file)
{
    readNamed(config, file);
    const auto decoder = config.find("added_tokens_decoder");
    m_settled = decoder != config.end();
    if (!m_settled)
        return;
    if (!decoder->is_object())
        refuseTokenizer(file, "has an added_tokens_decoder that is no object");
    for (const auto& [id, token] : decoder->items())
        m_byId.insert_or_assign(
            checkedTokenId(json::parse(id, nullptr, false), file), tokenOf(token, false, file));
}

void SpecialTokens::readMap(const json& map, const path& file) { readNamed(map, file); }

void SpecialTokens::readAddedIds(const json& ids, const path& file)
{
    for (const auto& [content, id] : ids.items())
        m_byId.insert_or_assign(checkedTokenId(id, file), tokenOf(content, isSpecial(content), file));
}

void SpecialTokens::readAddedList(const json& list, const path& file)
{
    if (!list.is_array())
        refuseTokenizer(file, "has added_tokens that are no list");
    for (const json& token : list) {
        if (!token.is_object())
            refuseTokenizer(file, "has an added token that is no object");
        m_byId.insert_or_assign(checkedTokenId(token.value("id", json()), file), tokenOf(token, false, file));
    }
}

const std::string& SpecialTokens::named(const std::string& name) const
{
    const auto found = m_named.find(name);
    return found != m_named.end() ? found->second.content : m_named.at("eos_token").content;
}

std::vector<AddedToken> SpecialTokens::inOrder() const
{
    std::vector<AddedToken> tokens;
    std::set<std::string_view> listed;
    for (const auto& [id, token] : m_byId) {
        tokens.push_back(token);
        listed.insert(token.content);
    }
    const auto addUnlisted = [&](const AddedToken& token) {
        if (!listed.contains(token.content))
            tokens.push_back(token);
    };
    for (const char* name : names)
        if (const auto found = m_named.find(name); found != m_named.end())
            addUnlisted(found->second);
    std::ranges::for_each(m_extra, addUnlisted);
    return tokens;
}

void SpecialTokens::readNamed(const json& settings, const path& file)
{
    for (const std::string name : names) {
        const auto found = settings.find(name);
        if (found == settings.end())
            continue;
        if (!found->is_null())
            m_named.insert_or_assign(name, tokenOf(*found, true, file));
        else if (name != "eos_token")
            m_named.erase(name);
    }
    for (const char* name : {"extra_special_tokens", "additional_special_tokens"})
        if (const auto found = settings.find(name); found != settings.end() && found->is_array())
            for (const json& token : *found)
                m_extra.push_back(tokenOf(token, true, file));
}

bool SpecialTokens::isSpecial(const std::string& content) const
{
    const auto same = [&](const AddedToken& token) { return token.content == content; };
    return std::ranges::any_of(m_named, [&](const auto& named) { return same(named.second); })
        || std::ranges::any_of(m_extra, same);
}

} // namespace tarn
