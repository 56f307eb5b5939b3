#pragma once

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

#include <QTemporaryDir>
#include <csignal>

namespace test {

/// A file system of its own that holds `bytes`: a tmpfs where this process may mount one.
class SmallDisk {
public:
    explicit SmallDisk(std::size_t bytes)
    {
        m_mounted = ::mount("tmpfs", path().toLocal8Bit(), "tmpfs", 0,
                        QByteArray("size=" + QByteArray::number(qulonglong(bytes))))
            == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(path().toLocal8Bit(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool isMounted() const { return m_mounted; }
    QString path() const { return m_folder.path(); }
    QString file(const QString& name) const { return m_folder.filePath(name); }
    std::size_t bytesFree() const
    {
        struct statvfs status { };
        ::statvfs(path().toLocal8Bit(), &status);
        return status.f_bavail * status.f_frsize;
    }
    /// Takes all but `bytes`.
    void fillUpTo(std::size_t bytes) const
    {
        QFile filler(file("filler"));
        if (bytesFree() > bytes && filler.open(QIODevice::WriteOnly))
            filler.write(QByteArray(qsizetype(bytesFree() - bytes), 'x'));
    }
    void setReadOnly(bool readOnly) const
    {
        ::mount(nullptr, path().toLocal8Bit(), nullptr, MS_REMOUNT | (readOnly ? MS_RDONLY : 0), nullptr);
    }

private:
    QTemporaryDir m_folder;
    bool m_mounted = false;
};

/// No file of this process may grow beyond `bytes` while it lives.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit now{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit m_before{};
};

} // namespace test
