#include <image/png.h>
#include <protocol/remote_engine.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <support/reference.h>
#include <support/sanitized.h>
#include <support/soak.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace tarn;

namespace {

GenerateRequest request(int steps)
{
    GenerateRequest value;
    value.prompt = "a river";
    value.steps = steps;
    value.seed = 7;
    value.width = value.height = 64;
    return value;
}

/// What an engine told.
struct Told {
    std::mutex mutex;
    std::optional<int> recorded;
    int lastStep = -1;

    RemoteEngine::Events events()
    {
        return {[this](const JobId&, const JobProgress& progress) {
                    const std::lock_guard lock(mutex);
                    recorded = progress.recorded;
                    lastStep = progress.step;
                },
            [](const JobId&, int, const Media&, const std::vector<std::byte>&) {},
            [](const JobId&, const JobOutcome&) {}, {}, {}};
    }
    int step()
    {
        const std::lock_guard lock(mutex);
        return lastStep;
    }
};

} // namespace

/// Step records with the starter model, through the program and through its engine.
class TestStepRecords : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString at(const QString& name) const { return m_folder.filePath(name); }

    static QStringList arguments(const QString& sampler, const QString& schedule)
    {
        return {"generate", "a castle", "--seed", "3", "--steps", "6", "--size", "64x64", "--dtype", "fp32",
            "--quiet", "--sampler", sampler, "--schedule", schedule};
    }

    static test::ProgramResult run(const QStringList& arguments) { return test::runTarn(arguments); }

    QByteArray content(const QString& name) const
    {
        QFile file(at(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    int calls(const QString& record) const { return int(QDir(at(record)).entryList({"*.safetensors"}).size()); }

    std::vector<std::string> engineCommand() const
    {
        return {test::tarnProgram().toStdString(), "engine", "--records", at("shelf").toStdString()};
    }

    static Blob pictureOf(RemoteEngine& engine, const JobId& job)
    {
        const JobOutcome outcome = engine.wait(job);
        if (const auto* failure = std::get_if<Failure>(&outcome))
            throw std::runtime_error(failure->sentence);
        return engine.blobs().find(std::get<Finished>(outcome).media.at(0).blob.sha256);
    }

private Q_SLOTS:
    void cleanup()
    {
        for (const QString& entry : QDir(m_folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QDir(at(entry)).removeRecursively();
    }

    void anUnchangedRequestRepeatsTheRunFromEveryStep_data()
    {
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QString>("schedule");
        for (const auto& [sampler, schedule] :
            {std::pair("ddim", "model"), {"pndm", "model"}, {"heun", "karras"}, {"euler_ancestral", "karras"},
                {"dpmpp_2m", "karras"}, {"dpmpp_3m_sde", "exponential"}, {"unipc", "model"}})
            QTest::addRow("%s, %s", sampler, schedule) << QString(sampler) << QString(schedule);
    }
    void anUnchangedRequestRepeatsTheRunFromEveryStep()
    {
        QFETCH(QString, sampler);
        QFETCH(QString, schedule);
        const QStringList plain = arguments(sampler, schedule);
        QCOMPARE(run(plain + QStringList{"--output", at("plain.png")}).exitCode, 0);
        const QStringList recording = plain + QStringList{"--record", at("record")};
        QCOMPARE(run(recording + QStringList{"--output", at("a.png")}).exitCode, 0);
        QVERIFY2(content("a.png") == content("plain.png"), "recording changes nothing");
        const int all = calls("record");
        QVERIFY(all >= 6);
        for (const int step : {0, 1, 4}) {
            const auto result = run({"generate", "--record", at("record"), "--from-step", QString::number(step),
                "--quiet", "--output", at("b.png")});
            QVERIFY2(result.exitCode == 0, result.errors);
            QVERIFY(content("b.png") == content("a.png"));
            QCOMPARE(calls("record"), all);
        }
    }

    void aBranchStartsAtTheRecordedState()
    {
        const QStringList plain = arguments("euler", "karras");
        QCOMPARE(run(plain
                     + QStringList{"--record", at("record"), "--output", at("a.png"), "--tensors-out",
                         at("a.safetensors")})
                     .exitCode,
            0);
        const QStringList branch{"generate", "--record", at("record"), "--from-step", "3", "--quiet", "--output",
            at("b.png"), "--tensors-out", at("b.safetensors")};
        for (const QStringList& change : {QStringList{"--prompt", "a desert"}, {"--guidance", "2"},
                 {"--sampler", "dpmpp_2m"}, {"--negative", "water"}}) {
            const auto result = run(branch + change);
            QVERIFY2(result.exitCode == 0, result.errors);
            const TensorFile whole = readTensorFile(at("a.safetensors").toStdString());
            const TensorFile rest = readTensorFile(at("b.safetensors").toStdString());
            QVERIFY(rest.tensors.at("sigmas").equal(whole.tensors.at("sigmas").slice(0, 3)));
            QVERIFY(!rest.tensors.at("latents").equal(whole.tensors.at("latents")));
            QCOMPARE(calls("record"), 6);
        }
        // Another schedule meets the recorded level by one Euler step to its own next one.
        QCOMPARE(run(branch + QStringList{"--schedule", "exponential"}).exitCode, 0);
        const at::Tensor sigmas = readTensorFile(at("b.safetensors").toStdString()).tensors.at("sigmas");
        const TensorFile recorded = readTensorFile((at("record") + "/00003.safetensors").toStdString());
        QVERIFY(sigmas[0].item<double>() <= std::stod(recorded.metadata.at("sigma")) * (1 + 1e-6));
    }

    void aKilledRunGoesOnToTheSamePicture()
    {
        const int times = test::isSanitized ? 2 : test::rounds(5, 50);
        QStringList plain = arguments("dpmpp_2m_sde", "karras");
        plain[plain.indexOf("--steps") + 1] = "40";
        QCOMPARE(run(plain + QStringList{"--output", at("whole.png")}).exitCode, 0);
        for (int i = 0; i < times; ++i) {
            const QString record = QString("record%1").arg(i);
            const QStringList recording = plain + QStringList{"--record", at(record), "--output", at("cut.png")};
            QFile::remove(at("cut.png"));
            QProcess process;
            process.start(test::tarnProgram(), recording);
            const int atCall = QRandomGenerator::global()->bounded(0, 38);
            QTRY_VERIFY_WITH_TIMEOUT(calls(record) > atCall || process.state() == QProcess::NotRunning, 60000);
            QTest::qWait(QRandomGenerator::global()->bounded(0, 5));
            process.kill();
            QVERIFY(process.waitForFinished());
            const auto result = run(recording);
            QVERIFY2(result.exitCode == 0, result.errors);
            QVERIFY2(
                content("cut.png") == content("whole.png"), qPrintable(QString("killed at call %1").arg(atCall)));
        }
    }

    void aDamagedStepIsComputedAgain()
    {
        const QStringList recording = arguments("euler", "karras") + QStringList{"--record", at("record")};
        QCOMPARE(run(recording + QStringList{"--output", at("a.png")}).exitCode, 0);
        QFile call(at("record") + "/00002.safetensors");
        QVERIFY(call.resize(call.size() / 2));
        QCOMPARE(run(recording + QStringList{"--output", at("b.png")}).exitCode, 0);
        QVERIFY(content("a.png") == content("b.png"));
    }

    void theSheetShowsEveryStep()
    {
        QCOMPARE(run(arguments("euler", "karras") + QStringList{"--record", at("record"), "--output", at("a.png")})
                     .exitCode,
            0);
        const auto result =
            run({"steps", at("record"), "--output", at("sheet.png"), "--columns", "3", "--side", "64"});
        QVERIFY2(result.exitCode == 0, result.errors);
        const Image sheet = readPng(at("sheet.png").toStdString());
        QCOMPARE(sheet.width, 3 * 68 + 4);
        QCOMPARE(sheet.height, 2 * 68 + 4);
        // The last prediction is the picture, but for its way through 32 bits.
        const Image last = readPng(at("a.png").toStdString());
        int farthest = 0;
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64 * 3; ++x)
                farthest = std::max(farthest,
                    std::abs(int(sheet.pixels[std::size_t(y + 72) * sheet.rowBytes() + std::size_t(x + 140 * 3)])
                        - int(last.pixels[std::size_t(y) * last.rowBytes() + std::size_t(x)])));
        QVERIFY(farthest <= 2);
    }

    void whatDoesNotFitIsRefusedInOneSentence()
    {
        const QStringList plain = arguments("euler", "karras") + QStringList{"--output", at("no.png")};
        QCOMPARE(run(plain + QStringList{"--record", at("record")}).exitCode, 0);
        const auto refused = [&](const QStringList& more, int code, const char* word) {
            const auto result = run(plain + more);
            return result.exitCode == code && result.errors.contains(word);
        };
        QVERIFY(refused({"--record", at("record"), "--negative", "fog"}, 2, "another request"));
        QVERIFY(refused({"--record", at("record"), "--from-step", "6"}, 2, "0 to 5"));
        QVERIFY(refused({"--record", at("none"), "--from-step", "1"}, 1, "no step record"));
        QVERIFY(refused({"--from-step", "1"}, 2, "--record"));
        QVERIFY(refused({"--record", at("other"), "--count", "2"}, 2, "--count"));
        QVERIFY(refused({"--record", m_folder.path()}, 1, "not empty"));
    }

    void anEngineGoesOnAfterItsDeathAndDecodesItsSteps()
    {
        Told told;
        Blob whole;
        {
            RemoteEngine engine(engineCommand(), told.events(), {});
            engine.submit({"whole", {request(30)}, false, false, {}});
            whole = pictureOf(engine, "whole");
        }
        {
            RemoteEngine engine(engineCommand(), told.events(), {});
            engine.submit({"cut", {request(30)}, false, true, {}});
            QTRY_VERIFY_WITH_TIMEOUT(told.step() >= 8 && told.recorded, 60000);
            ::kill(engine.processId(), SIGKILL);
            const JobOutcome outcome = engine.wait("cut");
            const auto* failure = std::get_if<Failure>(&outcome);
            QVERIFY(
                failure && failure->kind == Failure::Kind::engineLost && failure->resumableFrom.value_or(-1) >= 0);
            RemoteEngine second(engineCommand(), told.events(), {});
            second.submit({"cut", {request(30)}, false, true, BranchPoint{"cut", *failure->resumableFrom}});
            QVERIFY(*pictureOf(second, "cut") == *whole);
            const Media last = second.decode("cut", 29);
            QCOMPARE(last.width, 64);
            QVERIFY(readPng(*second.blobs().find(last.blob.sha256), "step").height == 64);
            QVERIFY_THROWS_EXCEPTION(StudioError, second.decode("cut", 30));
            QVERIFY_THROWS_EXCEPTION(StudioError, second.decode("never", 0));

            GenerateRequest other = request(30);
            other.prompt = "a desert";
            second.submit({"branch", {other}, false, false, BranchPoint{"cut", 20}});
            QVERIFY(*pictureOf(second, "branch") != *whole);
            QCOMPARE(told.step(), 10);
        }
    }

    void anEditedPictureTakesThePlaceOfALatent()
    {
        Told told;
        RemoteEngine engine(engineCommand(), told.events(), {});
        Image red;
        red.width = red.height = 64;
        red.pixels.resize(red.rowBytes() * 64);
        for (std::size_t i = 0; i < red.pixels.size(); i += 3)
            red.pixels[i] = std::byte(230);
        const BlobReference edited = engine.blobs().add(encodePng(red, {}));
        engine.submit({"edited", {request(200)}, false, false, {}});
        QTRY_VERIFY_WITH_TIMEOUT(told.step() >= 2, 60000);
        engine.pause("edited");
        engine.replaceLatent("edited", edited);
        engine.resume("edited");
        const Blob changed = pictureOf(engine, "edited");
        engine.submit({"plain", {request(200)}, false, false, {}});
        QVERIFY(*pictureOf(engine, "plain") != *changed);
        QCOMPARE(told.step(), 200);
    }
};

QTEST_GUILESS_MAIN(TestStepRecords)
#include "tst_step_records.moc"
