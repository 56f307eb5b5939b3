#include <base/error.h>
#include <pipelines/model_places.h>

#include <system_error>

namespace tarn {
namespace fs = std::filesystem;

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

fs::path starterModel() { return resourceFolder() / "models" / "starter"; }

} // namespace tarn
