#include "tokenizer_file.h"

#include <base/error.h>
#include <base/mapped_file.h>

namespace tarn {
namespace {

constexpr std::size_t fileLimit = 64 << 20; // CLIP's largest file has 2 MB
constexpr std::uint64_t idLimit = 1 << 24;

} // namespace

void refuseTokenizer(const std::filesystem::path& file, const std::string& why)
{
    throw ModelError("\"" + file.string() + "\" " + why + "; fetch the model's tokenizer folder again.");
}

std::string readTokenizerText(const std::filesystem::path& file)
{
    try {
        const MappedFile mapped(file);
        const auto bytes = mapped.bytes();
        if (bytes.size() <= fileLimit)
            return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    } catch (const StudioError& error) {
        throw ModelError(error.what());
    }
    refuseTokenizer(file, "is too large for a tokenizer's file");
}

nlohmann::json readTokenizerObject(const std::filesystem::path& file)
{
    nlohmann::json object = nlohmann::json::parse(readTokenizerText(file), nullptr, false);
    if (!object.is_object())
        refuseTokenizer(file, "is no JSON object");
    return object;
}

nlohmann::json readTokenizerObjectIfThere(const std::filesystem::path& file)
{
    std::error_code error;
    return std::filesystem::exists(file, error) ? readTokenizerObject(file) : nlohmann::json::object();
}

int checkedTokenId(const nlohmann::json& id, const std::filesystem::path& file)
{
    if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= idLimit)
        refuseTokenizer(file, "has a token whose id is no number from 0 to 16777215");
    return id.get<int>();
}

} // namespace tarn
