#include <base/durable_file.h>
#include <base/error.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <string>
#include <system_error>

namespace tarn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& target, const std::string& why)
{
    throw StudioError("\"" + target.string() + "\" cannot be written: " + why + ".");
}

fs::path folderOf(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// The file that `target` stands for: a link is written through, so that it stays a link.
fs::path throughLinks(const fs::path& target)
{
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(target, error)))
        return target;
    fs::path file = fs::canonical(target, error);
    if (error)
        refuse(target, "it is a link that leads nowhere; remove the link or choose another name");
    return file;
}

bool mayAccess(const fs::path& path, int mode)
{
    return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

/// Checks `file`, links resolved; `target` is what the user calls it.
void checkResolved(const fs::path& target, const fs::path& file)
{
    if (file.empty() || !file.has_filename())
        refuse(target, "it names no file; give a file name such as picture.png");
    struct stat status { };
    if (::stat(file.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode))
            refuse(target, "it is a folder; give a file name inside it");
        if (!S_ISREG(status.st_mode))
            refuse(target, "it is a device or a pipe; give the name of a regular file");
        if (!mayAccess(file, W_OK))
            refuse(target, "the file is read-only; choose another name");
    } else if (errno == ENAMETOOLONG) {
        refuse(target, "the name is too long; choose a shorter one");
    }
    const fs::path folder = folderOf(file);
    if (::stat(folder.c_str(), &status) != 0)
        refuse(target, "the folder \"" + folder.string() + "\" does not exist; create it first");
    if (!S_ISDIR(status.st_mode))
        refuse(target, "\"" + folder.string() + "\" is not a folder; choose another place");
    if (!mayAccess(folder, W_OK | X_OK))
        refuse(target, "the folder \"" + folder.string() + "\" is read-only; choose another place");
}

} // namespace

void checkWritable(const fs::path& target) { checkResolved(target, throughLinks(target)); }

DurableFile::DurableFile(fs::path target)
    : m_target(throughLinks(target))
{
    checkResolved(target, m_target);
    std::random_device random;
    // O_EXCL: a name that is taken, be it by a link, is never opened.
    do {
        m_temporary = folderOf(m_target) / (".tarn-" + std::to_string(random()) + std::to_string(random()));
        m_file = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (m_file < 0 && errno == EEXIST);
    if (m_file < 0)
        fail("be created", errno);
    struct stat old { };
    if (::stat(m_target.c_str(), &old) == 0)
        ::fchmod(m_file, old.st_mode & 0777); // a private file stays private
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
