#include <base/sha256.h>

#include <fcntl.h>
#include <support/message.h>
#include <sys/stat.h>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <span>
#include <string>

namespace {

QString digestOf(const std::string& text)
{
    return QString::fromStdString(tarn::sha256(std::as_bytes(std::span(text))));
}

void fill(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

void setModified(const QString& path, timespec time)
{
    const timespec times[] = {time, time};
    QCOMPARE(::utimensat(AT_FDCWD, path.toLocal8Bit(), times, 0), 0);
}

} // namespace

class Sha256Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cache = std::make_unique<QTemporaryDir>();
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_cache->path().toLocal8Bit());
        m_model = m_folder->filePath("model.safetensors");
    }

    void theDigestIsThatOfTheStandard_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("digest");
        // FIPS 180-2, appendix B, and the empty message.
        QTest::newRow("empty") << QByteArray()
                               << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        QTest::newRow("abc") << QByteArray("abc")
                             << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                    << "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
        QTest::newRow("a million") << QByteArray(1'000'000, 'a')
                                   << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    }
    void theDigestIsThatOfTheStandard()
    {
        QFETCH(QByteArray, message);
        QFETCH(QString, digest);
        QCOMPARE(digestOf(message.toStdString()), digest);
        fill(m_model, message);
        QCOMPARE(QString::fromStdString(tarn::sha256File(m_model.toStdString())), digest);
    }

    void aFileIsReadOnceUntilItChanges()
    {
        const timespec first{1'000'000'000, 1};
        fill(m_model, "before");
        setModified(m_model, first);
        QCOMPARE(fileDigest(), digestOf("before"));
        // Same size and time: only a program that does not read the file again can answer so.
        fill(m_model, "after!");
        setModified(m_model, first);
        QCOMPARE(fileDigest(), digestOf("before"));
        setModified(m_model, {1'000'000'000, 2});
        QCOMPARE(fileDigest(), digestOf("after!"));
        fill(m_model, "longer than that");
        setModified(m_model, {1'000'000'000, 2});
        QCOMPARE(fileDigest(), digestOf("longer than that"));
    }

    void aDamagedCacheIsNotBelieved_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("emptied") << QByteArray();
        QTest::newRow("cut") << QByteArray("7 1000000000 1 ba78");
        QTest::newRow("no digest") << "7 1000000000 1 " + QByteArray(64, '/');
        QTest::newRow("binary") << QByteArray(200, '\0');
    }
    void aDamagedCacheIsNotBelieved()
    {
        QFETCH(QByteArray, damage);
        fill(m_model, "content");
        setModified(m_model, {1'000'000'000, 1});
        QCOMPARE(fileDigest(), digestOf("content"));
        QDirIterator files(m_cache->path(), QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(files.hasNext());
        while (files.hasNext())
            fill(files.next(), damage);
        QCOMPARE(fileDigest(), digestOf("content"));
    }

    void aCacheThatCannotBeWrittenCostsOnlyTime_data()
    {
        QTest::addColumn<QByteArray>("cache");
        QTest::newRow("no folder can be made") << QByteArray("/proc/none");
        QTest::newRow("a file is in the way") << QByteArray("/dev/null");
        QTest::newRow("relative, thus invalid") << QByteArray("somewhere");
    }
    void aCacheThatCannotBeWrittenCostsOnlyTime()
    {
        QFETCH(QByteArray, cache);
        const QByteArray home = qgetenv("HOME");
        qputenv("XDG_CACHE_HOME", cache);
        qunsetenv("HOME");
        fill(m_model, "content");
        const QString first = fileDigest();
        const QString second = fileDigest();
        qputenv("HOME", home);
        QCOMPARE(first, digestOf("content"));
        QCOMPARE(second, first);
    }

    void aMissingFileIsNamed()
    {
        const QString message = test::messageOf([&] { tarn::sha256File(m_model.toStdString()); });
        QVERIFY2(message.contains(m_model), qPrintable(message));
    }

private:
    QString fileDigest() const { return QString::fromStdString(tarn::sha256File(m_model.toStdString())); }

    std::unique_ptr<QTemporaryDir> m_cache;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_model;
};

QTEST_GUILESS_MAIN(Sha256Test)
#include "tst_sha256.moc"
