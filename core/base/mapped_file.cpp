#include <base/error.h>
#include <base/mapped_file.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tarn {

MappedFile::MappedFile(const std::filesystem::path& path)
    : m_path(path)
{
    const auto refuse = [&](const std::string& why) {
        throw StudioError("\"" + path.string() + "\" cannot be read: " + why + ".");
    };
    // O_NONBLOCK: opening a pipe must not wait for its writer.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        refuse(errno == ENOENT ? "there is no such file; check the path" : std::strerror(errno));
    struct stat status { };
    const bool regular = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    if (regular && status.st_size > 0) {
        void* data = ::mmap(nullptr, std::size_t(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
        if (data != MAP_FAILED) {
            m_data = static_cast<const std::byte*>(data);
            m_size = std::size_t(status.st_size);
        }
    }
    const int mapError = errno;
    ::close(file);
    if (!regular)
        refuse(S_ISDIR(status.st_mode) ? "it is a folder, a file is needed" : "it is not a regular file");
    if (status.st_size > 0 && !m_data)
        refuse(std::strerror(mapError));
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
}

} // namespace tarn
