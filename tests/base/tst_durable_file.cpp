#include <base/durable_file.h>

#include <support/message.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <string>

using tarn::DurableFile;
using test::messageOf;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(unreadable)");
}

void fill(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

void replace(const QString& path, std::string_view content)
{
    DurableFile file(path.toStdString());
    file.write(content);
    file.commit();
}

QStringList entriesOf(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

/// A file system of `bytes` in memory; mounted only where the test may mount.
class SmallDisk {
public:
    explicit SmallDisk(int bytes)
    {
        const QByteArray options = "size=" + QByteArray::number(bytes);
        m_mounted = ::mount("tmpfs", m_folder.path().toLocal8Bit(), "tmpfs", 0, options) == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(m_folder.path().toLocal8Bit(), MNT_DETACH);
    }
    bool mounted() const { return m_mounted; }
    bool makeReadOnly() const
    {
        return ::mount("tmpfs", m_folder.path().toLocal8Bit(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    }
    QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    bool m_mounted = false;
};

} // namespace

class DurableFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFileAppearsUnderItsNameOnlyWhenItIsWhole()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QString::fromUtf8("Bild 🎨 ü.png"));
        {
            DurableFile file(path.toStdString());
            file.write("first half, ");
            QVERIFY(!QFile::exists(path));
            file.write("second half");
            file.commit();
        }
        QCOMPARE(contentOf(path), QByteArray("first half, second half"));
        QCOMPARE(entriesOf(folder.path()).size(), 1);
    }

    void withoutCommitTheOldFileStaysAndNothingElse()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("picture.png");
        fill(path, "old");
        {
            DurableFile file(path.toStdString());
            file.write("new and never finished");
        }
        QCOMPARE(contentOf(path), QByteArray("old"));
        QCOMPARE(entriesOf(folder.path()), QStringList{"picture.png"});
    }

    void aFileThatIsReplacedKeepsItsPermissions()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("picture.png");
        fill(path, "old");
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        replace(path, "new");
        struct stat status { };
        QCOMPARE(::stat(path.toLocal8Bit(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0600));
    }

    void aNewFileFollowsTheUmask()
    {
        QTemporaryDir folder;
        const mode_t old = ::umask(077);
        replace(folder.filePath("picture.png"), "new");
        ::umask(old);
        struct stat status { };
        QCOMPARE(::stat(folder.filePath("picture.png").toLocal8Bit(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0600));
    }

    void aLinkIsWrittenThrough()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir("real"));
        fill(folder.filePath("real/picture.png"), "old");
        const QString link = folder.filePath("link.png");
        QVERIFY(QFile::link("real/picture.png", link));
        replace(link, "new");
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(contentOf(folder.filePath("real/picture.png")), QByteArray("new"));
        QCOMPARE(entriesOf(folder.filePath("real")), QStringList{"picture.png"});
    }

    void targetsThatCannotBeWrittenAreRefusedByName_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("why");
        QTest::newRow("device") << "/dev/null"
                                << "device";
        QTest::newRow("pipe") << "pipe"
                              << "pipe";
        QTest::newRow("folder") << "folder"
                                << "is a folder";
        QTest::newRow("folder with a slash") << "folder/"
                                             << "names no file";
        QTest::newRow("no name") << ""
                                 << "names no file";
        QTest::newRow("missing folder") << "missing/picture.png"
                                        << "does not exist";
        QTest::newRow("file as folder") << "file/picture.png"
                                        << "is not a folder";
        QTest::newRow("name too long") << QString(300, 'x') << "too long";
        QTest::newRow("link to nowhere") << "dangling"
                                         << "leads nowhere";
        QTest::newRow("link in a circle") << "circle"
                                          << "leads nowhere";
        QTest::newRow("link to a device") << "null"
                                          << "device";
    }
    void targetsThatCannotBeWrittenAreRefusedByName()
    {
        QFETCH(QString, target);
        QFETCH(QString, why);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir("folder"));
        fill(folder.filePath("file"), "x");
        QCOMPARE(::mkfifo(folder.filePath("pipe").toLocal8Bit(), 0600), 0);
        QVERIFY(QFile::link("nowhere", folder.filePath("dangling")));
        QVERIFY(QFile::link("circle", folder.filePath("circle")));
        QVERIFY(QFile::link("/dev/null", folder.filePath("null")));
        const QStringList before = entriesOf(folder.path());
        const QString path = target.isEmpty() || target.startsWith('/') ? target : folder.filePath(target);

        const QString early = messageOf([&] { tarn::checkWritable(path.toStdString()); });
        const QString late = messageOf([&] { DurableFile file(path.toStdString()); });
        QVERIFY2(early.contains(why), qPrintable(early));
        QVERIFY2(early.startsWith('"' + path + '"') && early.endsWith('.'), qPrintable(early));
        QCOMPARE(late, early);
        QCOMPARE(entriesOf(folder.path()), before);
    }

    void aReadOnlyFolderIsRefusedBeforeAnyWork()
    {
        const SmallDisk disk(1 << 20);
        if (!disk.mounted() || !disk.makeReadOnly())
            QSKIP("needs the right to mount");
        const QString message =
            messageOf([&] { tarn::checkWritable((disk.path() + "/picture.png").toStdString()); });
        QVERIFY2(message.contains("is read-only; choose another place"), qPrintable(message));
    }

    void whatTheUserMayNotWriteIsRefused()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("picture.png");
        fill(path, "old");
        QCOMPARE(::chmod(path.toLocal8Bit(), 0444), 0);
        QCOMPARE(::chmod(folder.path().toLocal8Bit(), 0777), 0);
        // Root may write everywhere; somebody else may not.
        const uid_t user = ::geteuid();
        if (user == 0)
            QCOMPARE(::seteuid(65'534), 0);
        const QString onFile = messageOf([&] { DurableFile file(path.toStdString()); });
        QCOMPARE(::seteuid(user), 0);
        QCOMPARE(::chmod(folder.path().toLocal8Bit(), 0555), 0);
        if (user == 0)
            QCOMPARE(::seteuid(65'534), 0);
        const QString onFolder = messageOf([&] { DurableFile file((folder.path() + "/new.png").toStdString()); });
        QCOMPARE(::seteuid(user), 0);
        QCOMPARE(::chmod(folder.path().toLocal8Bit(), 0700), 0);
        QVERIFY2(onFile.contains("the file is read-only"), qPrintable(onFile));
        QVERIFY2(onFolder.contains("is read-only; choose another place"), qPrintable(onFolder));
        QCOMPARE(contentOf(path), QByteArray("old"));
    }

    void aFullDiskLeavesTheOldFileWhole()
    {
        constexpr int diskBytes = 1 << 20;
        const SmallDisk disk(diskBytes);
        if (!disk.mounted())
            QSKIP("needs the right to mount");
        const QString path = disk.path() + "/picture.png";
        const std::string content(300'000, 'n');
        int refused = 0;
        for (int i = 0; i < 100; ++i) {
            fill(path, "old");
            fill(disk.path() + "/ballast", QByteArray(diskBytes - 700'000 + i * 6'000, 'b'));
            const QString message = messageOf([&] { replace(path, content); });
            const bool full = !message.isEmpty();
            refused += full;
            if (full)
                QVERIFY2(message.contains(path) && message.contains("no space is left"), qPrintable(message));
            QCOMPARE(contentOf(path), full ? QByteArray("old") : QByteArray::fromStdString(content));
            QCOMPARE(entriesOf(disk.path()).size(), 2);
        }
        QVERIFY(refused > 20 && refused < 80);
    }

    void aWriteThatIsCutShortLeavesTheOldFileWhole()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("picture.png");
        fill(path, "old");
        const auto previous = std::signal(SIGXFSZ, SIG_IGN);
        rlimit unlimited{};
        ::getrlimit(RLIMIT_FSIZE, &unlimited);
        const rlimit small{100'000, unlimited.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const QString message = messageOf([&] { replace(path, std::string(300'000, 'n')); });
        ::setrlimit(RLIMIT_FSIZE, &unlimited);
        std::signal(SIGXFSZ, previous);
        QVERIFY2(message.contains(path) && message.contains("the old file"), qPrintable(message));
        QCOMPARE(contentOf(path), QByteArray("old"));
        QCOMPARE(entriesOf(folder.path()), QStringList{"picture.png"});
    }

    void aFolderThatVanishesIsAnErrorAtTheEnd()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir("stick"));
        DurableFile file(folder.filePath("stick/picture.png").toStdString());
        file.write("content");
        QVERIFY(QDir(folder.filePath("stick")).removeRecursively());
        QVERIFY(messageOf([&] { file.commit(); }).contains("stick/picture.png"));
    }
};

QTEST_GUILESS_MAIN(DurableFileTest)
#include "tst_durable_file.moc"
