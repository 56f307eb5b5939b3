#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace tarn {

/// A file mapped read-only into memory. Pages are read when they are first touched.
class MappedFile {
public:
    /// Throws StudioError when `path` is missing, not a regular file, or cannot be read.
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
    std::filesystem::path m_path;
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace tarn
