#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace tarn {

/// Makes `folder` where it is missing. Throws StudioError.
void makeRunFolder(const std::filesystem::path& folder);

/// The folder of a run while a process works in it: a second one is kept out, and what a run that was killed while
/// it wrote has left under temporary names is removed.
class RunFolder {
public:
    /// Throws StudioError when `folder` cannot be made, or another process works in it.
    explicit RunFolder(const std::filesystem::path& folder);
    ~RunFolder();
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;

private:
    int m_lock;
};

/// Where the checkpoint of a step lies in the run's folder.
std::filesystem::path checkpointFile(const std::filesystem::path& folder, std::int64_t step);
/// The checkpoints that are there, by step.
std::vector<std::filesystem::path> checkpointFiles(const std::filesystem::path& folder);

} // namespace tarn
