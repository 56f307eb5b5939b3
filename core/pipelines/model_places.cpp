#include <base/error.h>
#include <pipelines/model_places.h>
#include <protocol/starter_family.h>

#include <algorithm>
#include <system_error>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// One of the starter's family; empty where it is not there.
fs::path relative(std::string_view name)
{
    const fs::path folder = starterModel().parent_path() / name;
    std::error_code unreadable;
    const bool isThere = !name.empty() && folder.filename() == name && fs::is_directory(folder, unreadable);
    return isThere ? folder : fs::path();
}

fs::path requiredRelative(std::string_view name)
{
    const fs::path folder = relative(name);
    if (folder.empty())
        throw StudioError("The model \"" + (starterModel().parent_path() / name).string()
            + "\" is missing; install tarn again, or name another model.");
    return folder;
}

} // namespace

fs::path resourceFolder()
{
    std::error_code unreadable;
    const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
    const fs::path installed = program.parent_path().parent_path() / "share" / "tarn";
    for (const fs::path& place : {installed, fs::path(TARN_SOURCE_RESOURCES)})
        if (fs::is_directory(place / "models", unreadable))
            return place;
    throw StudioError(
        "The folder \"" + installed.string() + "\" with the starter models is missing; install tarn again.");
}

fs::path starterModel() { return resourceFolder() / "models" / starterBase; }

fs::path starterModelFor(const GenerateRequest& request)
{
    const bool fills = request.mask.isGiven() || request.outpaint.any();
    for (const std::string_view name :
        {std::string_view(request.model.name), starterFor(request.depth.isGiven(), fills)})
        if (fs::path folder = relative(name); !folder.empty())
            return folder;
    return starterModel();
}

fs::path starterDepthModel() { return requiredRelative(starterDepth); }

fs::path starterScribbleModel() { return requiredRelative(starterScribble); }

std::vector<fs::path> modelsIn(const fs::path& folder)
{
    std::vector<fs::path> all;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
        std::error_code other;
        const bool isFolder = fs::is_regular_file(entry.path() / "model_index.json", other)
            || fs::is_regular_file(entry.path() / "config.json", other); // a ControlNet
        if (isFolder || entry.path().extension() == ".safetensors")
            all.push_back(entry.path());
    }
    std::ranges::sort(all);
    return all;
}

fs::path namedModel(const std::string& name)
{
    std::error_code unreadable;
    if (!fs::exists(name, unreadable))
        if (fs::path folder = relative(name); !folder.empty())
            return folder;
    return name;
}

} // namespace tarn
