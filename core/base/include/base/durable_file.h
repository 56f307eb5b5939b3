#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace tarn {

/// A file that gets its name only when it is whole: written beside its target under a temporary name, its size
/// checked, synced, renamed, and the folder synced. Destroyed before `commit`, it leaves nothing behind and the
/// old file as it was.
class DurableFile {
public:
    /// A link is written through and stays a link; a file that is replaced keeps its permissions. Throws
    /// StudioError when the folder is missing or read-only, or when `target` exists and is read-only or no regular
    /// file.
    explicit DurableFile(std::filesystem::path target);
    ~DurableFile();
    DurableFile(const DurableFile&) = delete;
    DurableFile& operator=(const DurableFile&) = delete;

    /// Throws StudioError when not every byte could be written (a full disk, a quota).
    void write(std::span<const std::byte> bytes);
    void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

    /// Puts the finished file in its place. Throws StudioError; the old file is then intact.
    void commit();

private:
    [[noreturn]] void fail(std::string_view doing, int error) const;

    std::filesystem::path m_target;
    std::filesystem::path m_temporary;
    int m_file = -1;
    std::uintmax_t m_written = 0;
};

/// What `DurableFile` would refuse about `target`, said before any work is done. Throws StudioError.
void checkWritable(const std::filesystem::path& target);

} // namespace tarn
