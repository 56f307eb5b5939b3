#include "json_file.h"

#include "model_fault.h"

#include <base/error.h>
#include <base/mapped_file.h>
#include <weights/python_json.h>

namespace tarn {

std::string readText(const std::filesystem::path& path, std::uint64_t maxBytes)
{
    const MappedFile file(path);
    if (file.bytes().size() > maxBytes)
        throw ModelError(
            "\"" + path.string() + "\" is too large for a file of its kind; download the model again.");
    return std::string(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
}

nlohmann::json readJsonObject(const std::filesystem::path& path, std::uint64_t maxBytes)
{
    nlohmann::json json = parsePythonJson(readText(path, maxBytes));
    if (!json.is_object())
        throwDamaged(path, "it is no JSON object");
    return json;
}

} // namespace tarn
