#include <image/png.h>

#include <support/reference.h>

#include <QLibrary>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn;

/// What is said of cards, before a driver that only tells what the test wants.
class DeviceTest : public QObject {
    Q_OBJECT

private:
    static test::ProgramResult draw(const QString& device, const QByteArray& machine, const QString& output)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        if (!machine.isEmpty()) {
            environment.insert("LD_LIBRARY_PATH", FAKE_CUDA_FOLDER);
            environment.insert("FAKE_CUDA", machine);
        }
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(test::tarnProgram(),
            {"generate", "a lake", "--steps", "1", "--quiet", "--json", "--device", device, "--output", output});
        if (!process.waitForFinished(120'000))
            throw std::runtime_error("tarn does not end");
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

private Q_SLOTS:
    void whatKeepsACardFromBeingUsedIsSaid_data()
    {
        QTest::addColumn<QByteArray>("machine");
        QTest::addColumn<QString>("device");
        QTest::addColumn<QByteArray>("part");
        const auto row = [](const char* name, const char* machine, const char* device, const char* part) {
            QTest::newRow(name) << QByteArray(machine) << QString(device) << QByteArray(part);
        };
        row("no driver", "", "cuda", "no NVIDIA driver (libcuda.so.1)");
        row("a driver too old", "12040 0 1 90", "cuda", "made for CUDA 12.4 and 13.0 is needed");
        row("no card", "13000 100 0 0", "cuda", "finds no card");
        row("a driver that does not start", "13000 999 0 0", "cuda", "cuInit gave error 999");
        row("too high a number", "13000 0 1 90", "cuda:3", "no cuda:3: this machine has one card");
        row("a card too old", "13000 0 1 61", "cuda:0", "Test card is too old: its compute capability is 6.1");
        row("no libraries", "13000 0 1 90", "cuda", "LibTorch");
    }
    void whatKeepsACardFromBeingUsedIsSaid()
    {
        QFETCH(QByteArray, machine);
        QFETCH(QString, device);
        QFETCH(QByteArray, part);
        if (machine.isEmpty() && QLibrary("libcuda.so.1").load())
            QSKIP("This machine has a driver.");
        QTemporaryDir folder;
        const QString output = folder.filePath("a.png");
        const test::ProgramResult result = draw(device, machine, output);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains(part), result.errors);
        QVERIFY2(result.errors.contains("--device cpu") || result.errors.contains("cuda:0"), result.errors);
        QCOMPARE(result.errors.trimmed().count('\n'), 0);
        QVERIFY(!QFile::exists(output));
    }

    void autoDrawsOnTheCpuThen()
    {
        for (const QByteArray& machine : {QByteArray(), QByteArray("12040 0 1 90"), QByteArray("13000 0 1 90")}) {
            if (machine.isEmpty() && QLibrary("libcuda.so.1").load())
                continue;
            QTemporaryDir folder;
            const test::ProgramResult result = draw("auto", machine, folder.filePath("a.png"));
            QVERIFY2(result.exitCode == 0, result.errors);
            QVERIFY2(result.output.contains("\"device\":\"cpu\""), result.output);
            QVERIFY(readPng(folder.filePath("a.png").toStdString()).width > 0);
        }
    }
};

QTEST_MAIN(DeviceTest)
#include "tst_device.moc"
