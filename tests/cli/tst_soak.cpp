#include <image/png.h>

#include <spawn.h>
#include <support/reference.h>
#include <support/soak.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <vector>

extern char** environ;

namespace {

/// Peak memory in KiB of one run of the program that must end well.
long peakMemory(const QStringList& arguments)
{
    // AddressSanitizer keeps freed memory in a quarantine of up to 256 MiB, and the stacks that allocated.
    qputenv("ASAN_OPTIONS",
        qgetenv("ASAN_OPTIONS") + ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0:malloc_context_size=0");
    std::vector<QByteArray> words{test::tarnProgram().toLocal8Bit()};
    for (const QString& argument : arguments)
        words.push_back(argument.toLocal8Bit());
    std::vector<char*> pointers;
    for (QByteArray& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    pid_t child = 0;
    int status = 0;
    struct rusage usage { };
    if (::posix_spawn(&child, pointers[0], nullptr, nullptr, pointers.data(), environ) != 0
        || ::wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error("the program did not end well");
    return usage.ru_maxrss;
}

} // namespace

/// What only shows after many pictures and many interruptions.
class TestSoak : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void manyPicturesTakeNoMoreMemoryThanAFew()
    {
        const auto draw = [&](int count) {
            return peakMemory({"generate", "a river", "--steps", "2", "--size", "64x64", "--quiet", "--seed", "1",
                "--count", QString::number(count), "--output", m_folder.filePath("many.png")});
        };
        const long few = draw(5);
        const long many = draw(test::rounds(40, 1000));
        QVERIFY2(
            double(many) <= 1.02 * double(few), qPrintable(QString("%1 KiB, then %2 KiB").arg(few).arg(many)));
    }

    void interruptedAtRandomMomentsNothingHalfIsLeft()
    {
        const QString pictures = m_folder.filePath("cut");
        for (int i = 0, n = test::rounds(6, 200); i < n; ++i) {
            QVERIFY(QDir().mkpath(pictures));
            QProcess process;
            process.setStandardInputFile(QProcess::nullDevice());
            process.setChildProcessModifier([] { std::signal(SIGINT, SIG_DFL); }); // ignored in background jobs
            process.start(test::tarnProgram(),
                {"generate", "a river", "--steps", "3", "--size", "64x64", "--quiet", "--count", "500", "--output",
                    pictures + "/cut.png"});
            QVERIFY(process.waitForStarted());
            QTest::qWait(QRandomGenerator::global()->bounded(100, 2500));
            const auto id = pid_t(process.processId());
            QVERIFY2(id > 0, "it is still drawing");
            ::kill(id, i % 2 ? SIGTERM : SIGINT);
            QVERIFY(process.waitForFinished(10000));
            QVERIFY2(
                QDir(pictures).entryList({".tarn*"}, QDir::Files | QDir::Hidden).isEmpty(), "no temporary file");
            for (const QString& name : QDir(pictures).entryList({"*.png"}))
                QCOMPARE(tarn::readPng((pictures + "/" + name).toStdString()).width, 64);
            QVERIFY(QDir(pictures).removeRecursively());
        }
    }
};

QTEST_GUILESS_MAIN(TestSoak)
#include "tst_soak.moc"
