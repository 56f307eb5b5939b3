#include <image/png.h>

#include <support/own_bytes.h>
#include <support/reference.h>
#include <support/soak.h>

#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <csignal>

/// What only shows after many pictures and many interruptions.
class TestSoak : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void laterPicturesTakeNoMoreMemoryThanTheFirst()
    {
        const int count = test::rounds(40, 1000);
        const QString pictures = m_folder.filePath("many");
        QVERIFY(QDir().mkpath(pictures));
        QProcess process;
        // AddressSanitizer keeps freed memory in a quarantine of up to 256 MiB, and the stacks that allocated.
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("ASAN_OPTIONS",
            environment.value("ASAN_OPTIONS")
                + ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0:malloc_context_size=0");
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(test::tarnProgram(),
            {"generate", "a river", "--steps", "2", "--size", "64x64", "--quiet", "--seed", "1", "--count",
                QString::number(count), "--output", pictures + "/many.png"});
        QVERIFY(process.waitForStarted());
        std::uint64_t first = 0, later = 0; // the most bytes during a fifth of the pictures, and afterwards
        while (process.state() != QProcess::NotRunning) {
            const bool early = QDir(pictures).entryList({"*.png"}).size() < count / 5;
            std::uint64_t& most = early ? first : later;
            most = std::max(most, test::ownBytes(pid_t(process.processId())));
            process.waitForFinished(10);
        }
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(QDir(pictures).entryList({"*.png"}).size(), count);
        QVERIFY(first > 0 && later > 0);
        QVERIFY2(double(later) <= 1.01 * double(first),
            qPrintable(QString("%1 bytes, then %2 bytes").arg(first).arg(later)));
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
