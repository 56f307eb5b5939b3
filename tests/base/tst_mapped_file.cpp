#include <base/mapped_file.h>

#include <support/message.h>
#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using tarn::MappedFile;

class MappedFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBytesOfAFileAreSeen_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("one byte") << QByteArray("x");
        QTest::newRow("more than a page") << QByteArray(10'000, 'x') + "end";
    }
    void theBytesOfAFileAreSeen()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        QFile file(folder.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
        file.close();
        const MappedFile mapped(file.fileName().toStdString());
        const auto bytes = mapped.bytes();
        QCOMPARE(QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())), content);
    }

    void whatIsNoRegularFileIsRefusedByName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("why");
        QTest::newRow("missing") << "missing"
                                 << "no such file";
        QTest::newRow("folder") << "folder"
                                << "is a folder";
        QTest::newRow("pipe without a writer") << "pipe"
                                               << "not a regular file";
        QTest::newRow("device") << "/dev/zero"
                                << "not a regular file";
        QTest::newRow("link to nowhere") << "dangling"
                                         << "no such file";
        QTest::newRow("empty name") << ""
                                    << "no such file";
    }
    void whatIsNoRegularFileIsRefusedByName()
    {
        QFETCH(QString, name);
        QFETCH(QString, why);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir("folder"));
        QCOMPARE(::mkfifo(folder.filePath("pipe").toLocal8Bit(), 0600), 0);
        QVERIFY(QFile::link("nowhere", folder.filePath("dangling")));
        const QString path = name.isEmpty() || name.startsWith('/') ? name : folder.filePath(name);
        const QString message = test::messageOf([&] { MappedFile file(path.toStdString()); });
        QVERIFY2(message.startsWith('"' + path + '"') && message.contains(why), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(MappedFileTest)
#include "tst_mapped_file.moc"
