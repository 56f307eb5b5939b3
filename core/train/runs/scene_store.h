#pragma once

#include <runs/examples.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace tarn {

/// Painted scenes kept on disk, so that later passes and other runs over the same scenes need not paint them
/// again. One file of equally large records, each with a sum over its bytes: what was never written, or half, is
/// painted anew. The file's name follows from the seeds, the size and how the painter paints. Safe from any
/// thread, and between processes, which all write the same.
class SceneStore {
public:
    /// Throws StudioError when `folder` or the file cannot be made.
    SceneStore(const std::filesystem::path& folder, const DataSettings& settings);
    ~SceneStore();
    SceneStore(const SceneStore&) = delete;
    SceneStore& operator=(const SceneStore&) = delete;

    /// Picture, depth and sketch of scene `index`; none where it was not kept yet.
    std::optional<ExamplePictures> find(std::int64_t index) const;
    /// Keeps them. A full disk is no fault: it is painted again.
    void keep(std::int64_t index, const ExamplePictures& pictures) const;

private:
    std::int64_t recordBytes() const;

    int m_size;
    int m_file;
};

} // namespace tarn
