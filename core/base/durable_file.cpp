#include <base/durable_file.h>
#include <base/error.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tarn {
namespace {

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

} // namespace

void checkWritable(const std::filesystem::path& target)
{
    const auto refuse = [&](const std::string& why) {
        throw StudioError("\"" + target.string() + "\" cannot be written: " + why + ".");
    };
    if (target.empty() || !target.has_filename())
        refuse("it names no file; give a file name such as picture.png");
    struct stat status { };
    if (::stat(target.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode))
            refuse("it is a folder; give a file name inside it");
        if (!S_ISREG(status.st_mode))
            refuse("it is a device or a pipe; give the name of a regular file");
    }
    const std::filesystem::path folder = folderOf(target);
    if (::stat(folder.c_str(), &status) != 0)
        refuse("the folder \"" + folder.string() + "\" does not exist; create it first");
    if (!S_ISDIR(status.st_mode))
        refuse("\"" + folder.string() + "\" is not a folder");
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        refuse("the folder \"" + folder.string() + "\" is read-only; choose another place");
}

DurableFile::DurableFile(std::filesystem::path target)
    : m_target(std::move(target))
{
    checkWritable(m_target);
    // A link is written through, so that it stays a link.
    if (std::filesystem::is_symlink(m_target))
        m_target = std::filesystem::canonical(m_target);
    std::string name = (folderOf(m_target) / ".tarn-XXXXXX").string();
    m_file = ::mkostemp(name.data(), O_CLOEXEC);
    if (m_file < 0)
        fail("be created", errno);
    m_temporary = name;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(m_file, 0666 & ~mask);
}

DurableFile::~DurableFile()
{
    if (m_file >= 0)
        ::close(m_file);
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

void DurableFile::fail(std::string_view doing, int error) const
{
    std::string next = "; the old file, if there was one, is untouched";
    if (error == ENOSPC || error == EDQUOT)
        next = ": no space is left there; free some or choose another place";
    throw StudioError("\"" + m_target.string() + "\" could not " + std::string(doing) + " (" + std::strerror(error)
        + ")" + next + ".");
}

void DurableFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(m_file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            fail("be written", count < 0 ? errno : ENOSPC);
        m_written += std::uintmax_t(count);
        bytes = bytes.subspan(std::size_t(count));
    }
}

void DurableFile::commit()
{
    struct stat status { };
    if (::fsync(m_file) != 0)
        fail("be written", errno);
    if (::fstat(m_file, &status) != 0 || std::uintmax_t(status.st_size) != m_written)
        fail("be written", EIO);
    const int closed = ::close(m_file);
    m_file = -1;
    if (closed != 0)
        fail("be written", errno);
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0)
        fail("be put in its place", errno);
    m_temporary.clear();
    const int folder = ::open(folderOf(m_target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder); // some file systems refuse this; the file itself is safe
        ::close(folder);
    }
}

} // namespace tarn
