#include "run_folder.h"

#include <base/error.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// What a run that was killed while it wrote has left under a temporary name.
void removeLeftovers(const fs::path& folder)
{
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().filename().string().starts_with(".tarn-"))
            fs::remove(entry.path(), ignored);
}

} // namespace

void makeRunFolder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw StudioError("The folder \"" + folder.string() + "\" cannot be made (" + error.message()
            + "); choose another --out.");
}

RunFolder::RunFolder(const fs::path& folder)
{
    makeRunFolder(folder / "checkpoints");
    m_lock = ::open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (m_lock >= 0 && ::flock(m_lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(m_lock);
        throw StudioError("Another tarn train is at work in \"" + folder.string()
            + "\"; wait for its end, or choose another --out.");
    }
    for (const fs::path& place : {folder, folder / "checkpoints", folder / "sheets"})
        removeLeftovers(place);
}

RunFolder::~RunFolder()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

fs::path checkpointFile(const fs::path& folder, std::int64_t step)
{
    char name[40];
    std::snprintf(name, sizeof name, "step-%09lld.safetensors", static_cast<long long>(step));
    return folder / "checkpoints" / name;
}

std::vector<fs::path> checkpointFiles(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / "checkpoints", error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("step-") && name.ends_with(".safetensors"))
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

} // namespace tarn
