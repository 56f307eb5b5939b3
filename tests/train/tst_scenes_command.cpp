#include <scenes/caption.h>

#include <support/reference.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

class TestScenesCommand : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    static test::ProgramResult tarn(const QStringList& arguments) { return test::runTarn(arguments); }
    static QByteArray content(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void fiveFilesAreWrittenForEachScene()
    {
        const auto result = tarn({"scenes", "--count", "3", "--seed", "9", "--size", "48x32", "--out", path("a")});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(QDir(path("a")).entryList(QDir::Files).size(), 15);
        for (const char* end : {".png", ".depth.png", ".sketch.png", ".txt", ".json"})
            QVERIFY(!content(path("a/000002") + end).isEmpty());
        const tarn::Caption caption = tarn::captionOf(tarn::describeScene(11), 0);
        QCOMPARE(content(path("a/000002.txt")), QByteArray::fromStdString(caption.text + "\n"));
    }

    void theThreadsDoNotChangeABit()
    {
        for (const char* threads : {"1", "3"})
            QCOMPARE(tarn({"scenes", "--count", "6", "--size", "32x32", "--threads", threads, "--quiet", "--out",
                              path(threads)})
                         .exitCode,
                0);
        for (const QString& name : QDir(path("1")).entryList(QDir::Files))
            QCOMPARE(content(path("1/" + name)), content(path("3/" + name)));
    }

    void whatCannotBeDoneIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("says");
        QFile file(path("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QTest::newRow("nowhere to write") << QStringList{"--count", "1"} << 2 << "--out";
        QTest::newRow("too large") << QStringList{"--size", "2048x64", "--out", path("x")} << 2 << "1024";
        QTest::newRow("no size") << QStringList{"--size", "big", "--out", path("x")} << 2 << "--size";
        QTest::newRow("negative seed") << QStringList{"--seed", "-3", "--out", path("x")} << 2 << "--seed";
        QTest::newRow("none") << QStringList{"--count", "0", "--out", path("x")} << 2 << "--count";
        QTest::newRow("a file in the way") << QStringList{"--out", path("file")} << 1 << "--out";
    }
    void whatCannotBeDoneIsSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, says);
        const auto result = tarn(QStringList{"scenes"} + arguments);
        QCOMPARE(result.exitCode, exitCode);
        QCOMPARE(result.errors.count('\n'), 1);
        QVERIFY2(result.errors.contains(says.toUtf8()), result.errors.constData());
        QVERIFY(!QDir(path("x")).exists());
    }
};

QTEST_GUILESS_MAIN(TestScenesCommand)
#include "tst_scenes_command.moc"
