#include <image/png.h>
#include <protocol/generate_request.h>
#include <protocol/sampler_names.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace tarn;

/// `tarn generate` with the starter model, as a user meets it.
class TestGenerate : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString file(const QString& name) const { return m_folder.filePath(name); }
    static std::filesystem::path path(const QString& name) { return name.toStdString(); }
    static QByteArray content(const QString& name)
    {
        QFile f(name);
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    static std::string text(const QString& png, std::string_view key)
    {
        for (const TextChunk& chunk : readPngTexts(path(png)).chunks)
            if (chunk.key == key)
                return chunk.text;
        return {};
    }
    /// Of all bytes together.
    static std::int64_t difference(const Image& a, const Image& b)
    {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < a.pixels.size(); ++i)
            sum += std::abs(int(a.pixels[i]) - int(b.pixels.at(i)));
        return sum;
    }
    static test::ProgramResult tarn(const QStringList& arguments) { return test::runTarn(arguments); }
    /// A quick picture; `more` comes last and wins.
    QStringList quick(const QString& output, const QStringList& more = {}) const
    {
        return QStringList{"generate", "a red sunset over the sea", "--steps", "4", "--seed", "11", "--quiet",
                   "--output", output}
        + more;
    }

private Q_SLOTS:
    void theStarterDrawsWhatThePromptSays()
    {
        // What the prototype's figures promise: a red sunset is redder than it is blue, a snowy noon bluer than
        // red.
        const auto warmth = [&](const QString& prompt) {
            const QString png = file("warmth.png");
            if (tarn({"generate", prompt, "--seed", "3", "--quiet", "--output", png}).exitCode != 0)
                throw std::runtime_error("no picture");
            const Image image = readPng(path(png));
            double red = 0, blue = 0;
            for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
                red += double(image.pixels[i]);
                blue += double(image.pixels[i + 2]);
            }
            return (red - blue) / double(image.width * image.height);
        };
        QCOMPARE_GE(warmth("a red sunset over the sea"), 40);
        QCOMPARE_LE(warmth("a snowy mountain at noon"), 0);
    }

    void theSizeIsTheModelsOwnUnlessAsked()
    {
        QCOMPARE(tarn(quick(file("own.png"))).exitCode, 0);
        const Image own = readPng(path(file("own.png")));
        QCOMPARE(own.width, 128);
        QCOMPARE(own.height, 128);
        QCOMPARE(tarn(quick(file("wide.png"), {"--size", "192x96"})).exitCode, 0);
        const Image wide = readPng(path(file("wide.png")));
        QCOMPARE(wide.width, 192);
        QCOMPARE(wide.height, 96);
    }

    void aSizeThatDoesNotFitIsRoundedAndSaid()
    {
        QStringList arguments = quick(file("rounded.png"), {"--size", "130x101"});
        arguments.removeAll("--quiet");
        const test::ProgramResult result = tarn(arguments);
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.errors.contains("rounded to 128x104"));
        QCOMPARE(readPng(path(file("rounded.png"))).height, 104);
    }

    void theSameRequestGivesTheSameBytes()
    {
        QCOMPARE(tarn(quick(file("one.png"))).exitCode, 0);
        QCOMPARE(tarn(quick(file("two.png"))).exitCode, 0);
        QCOMPARE(content(file("one.png")), content(file("two.png")));
        QCOMPARE(tarn(quick(file("three.png"), {"--seed", "12"})).exitCode, 0);
        QVERIFY(content(file("one.png")) != content(file("three.png")));
    }

    void aPictureRepeatsFromItselfAndFromItsJson()
    {
        const QString first = file("first.png");
        QCOMPARE(
            tarn({"generate", "a (misty:1.3) lake,\nwith \"reeds\"", "--negative", "boats", "--steps", "5",
                     "--seed", "77", "--sampler", "dpmpp_2m_sde", "--schedule", "karras", "--guidance", "4.5",
                     "--clip-skip", "2", "--noise", "philox", "--size", "96x64", "--quiet", "--output", first})
                .exitCode,
            0);
        QCOMPARE(tarn({"generate", "--request", first, "--quiet", "--output", file("again.png")}).exitCode, 0);
        QCOMPARE(content(file("again.png")), content(first));

        QFile json(file("request.json"));
        QVERIFY(json.open(QIODevice::WriteOnly));
        json.write(QByteArray::fromStdString(text(first, "tarn")));
        json.close();
        QCOMPARE(
            tarn({"generate", "--request", json.fileName(), "--quiet", "--output", file("json.png")}).exitCode, 0);
        QCOMPARE(content(file("json.png")), content(first));
    }

    void flagsWinOverARepeatedRequest()
    {
        QCOMPARE(tarn(quick(file("base.png"))).exitCode, 0);
        QCOMPARE(tarn({"generate", "--request", file("base.png"), "--seed", "12", "--quiet", "--output",
                          file("won.png")})
                     .exitCode,
            0);
        QCOMPARE(tarn(quick(file("direct.png"), {"--seed", "12"})).exitCode, 0);
        QCOMPARE(content(file("won.png")), content(file("direct.png")));
    }

    void theParametersOfAnotherProgramAreRead()
    {
        const Image grey{8, 8, 3, 8, std::vector<std::byte>(192)};
        writePng(path(file("a1111.png")), grey,
            std::vector<TextChunk>{{"parameters",
                "a red sunset over the sea\nNegative prompt: fog\nSteps: 4, Sampler: DPM++ 2M, Schedule type: "
                "Karras, "
                "CFG scale: 5, Seed: 11, Size: 128x96"}});
        QCOMPARE(
            tarn({"generate", "--request", file("a1111.png"), "--quiet", "--output", file("read.png")}).exitCode,
            0);
        QCOMPARE(tarn(quick(file("same.png"),
                          {"--negative", "fog", "--sampler", "dpmpp_2m", "--schedule", "karras", "--guidance", "5",
                              "--size", "128x96"}))
                     .exitCode,
            0);
        QCOMPARE(readPng(path(file("read.png"))), readPng(path(file("same.png"))));
    }

    void thePictureSaysHowItWasMade()
    {
        QCOMPARE(
            tarn(quick(file("said.png"), {"--sampler", "dpmpp_2m", "--schedule", "karras", "--negative", "Нет"}))
                .exitCode,
            0);
        const QString parameters = QString::fromStdString(text(file("said.png"), "parameters"));
        QVERIFY(
            parameters.startsWith("a red sunset over the sea\nNegative prompt: Нет\nSteps: 4, Sampler: DPM++ 2M, "
                                  "Schedule type: Karras, CFG scale: 7, Seed: 11, Size: 128x128, Model hash: "));
        // The hash is of the UNet's file.
        QProcess sum;
        sum.start("sha256sum",
            {test::sourceFolder() + "/resources/models/starter/unet/diffusion_pytorch_model.safetensors"});
        QVERIFY(sum.waitForFinished());
        QVERIFY(parameters.contains("Model hash: " + sum.readAllStandardOutput().left(10) + ", Model: starter"));
        const GenerateRequest request = requestFromJson(text(file("said.png"), "tarn"));
        QCOMPARE(request.prompt, std::string("a red sunset over the sea"));
        QCOMPARE(request.seed, 11u);

        const test::ProgramResult inspected = tarn({"inspect", file("said.png")});
        QCOMPARE(inspected.exitCode, 0);
        QVERIFY(inspected.output.contains("Schedule type: Karras"));
    }

    void aCountWritesNumberedFilesWithFollowingSeeds()
    {
        const test::ProgramResult result = tarn(quick(file("many.png"), {"--count", "3", "--json"}));
        QCOMPARE(result.exitCode, 0);
        const QList<QByteArray> lines = result.output.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        for (int i = 0; i < 3; ++i) {
            const auto object = nlohmann::json::parse(lines[i].toStdString());
            const QString name = file(i == 0 ? QString("many.png") : QString("many-%1.png").arg(i + 1));
            QCOMPARE(QString::fromStdString(object.at("file")), name);
            QCOMPARE(object.at("seed").get<int>(), 11 + i);
            QVERIFY(QFile::exists(name));
        }
        QCOMPARE(tarn(quick(file("single.png"), {"--seed", "13"})).exitCode, 0);
        QCOMPARE(content(file("many-3.png")), content(file("single.png")));
    }

    void aVariationIsARelativeAndRepeats()
    {
        const auto drawn = [&](const char* name, const QStringList& more) {
            const test::ProgramResult result = tarn(quick(file(name), more));
            return result.exitCode == 0 ? readPng(path(file(name))) : Image();
        };
        const Image own = drawn("own.png", {});
        const Image near = drawn("near.png", {"--variation", "0.05", "--variation-seed", "3"});
        const Image far = drawn("far.png", {"--variation", "1", "--variation-seed", "3"});
        QVERIFY(own != near && near != far);
        QCOMPARE_LT(difference(own, near), difference(own, far));
        QCOMPARE(drawn("none.png", {"--variation", "0"}), own);
        QCOMPARE(
            tarn({"generate", "--request", file("near.png"), "--quiet", "--output", file("near2.png")}).exitCode,
            0);
        QCOMPARE(content(file("near2.png")), content(file("near.png")));

        const test::ProgramResult series =
            tarn(quick(file("kin.png"), {"--count", "2", "--variation", "0.05", "--variation-seed", "3"}));
        QCOMPARE(series.exitCode, 0);
        QCOMPARE(readPng(path(file("kin.png"))), near);
        QCOMPARE(
            drawn("next.png", {"--variation", "0.05", "--variation-seed", "4"}), readPng(path(file("kin-2.png"))));

        const test::ProgramResult seedAlone = tarn(quick(file("no.png"), {"--variation-seed", "3"}));
        QCOMPARE(seedAlone.exitCode, 2);
        QVERIFY(seedAlone.errors.contains("--variation"));
    }

    void everySamplerAndScheduleDraws_data()
    {
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QString>("schedule");
        for (const NamePair& sampler : samplerNames())
            QTest::addRow("%s", sampler.name.data()) << QString::fromUtf8(sampler.name.data()) << "karras";
        for (const NamePair& schedule : scheduleNames())
            QTest::addRow("%s", schedule.name.data()) << "euler" << QString::fromUtf8(schedule.name.data());
    }
    void everySamplerAndScheduleDraws()
    {
        QFETCH(QString, sampler);
        QFETCH(QString, schedule);
        const QString png = file(sampler + schedule + ".png");
        const test::ProgramResult result =
            tarn(quick(png, {"--sampler", sampler, "--schedule", schedule, "--size", "64x64"}));
        QVERIFY2(result.exitCode == 0, result.errors);
        const Image image = readPng(path(png));
        QVERIFY2(image.pixels != std::vector<std::byte>(image.pixels.size(), image.pixels[0]),
            "a picture, not one grey");
    }

    void theListsNameWhatCanBeAskedFor()
    {
        const auto list = nlohmann::json::parse(tarn({"samplers", "--json"}).output.toStdString());
        QCOMPARE(list.size(), samplerNames().size());
        QVERIFY(tarn({"schedules"}).output.contains("karras"));
        const test::ProgramResult model = tarn({"models"});
        QCOMPARE(model.exitCode, 0);
        QVERIFY(model.output.contains("Stable Diffusion 1"));
        QVERIFY2(!model.output.contains("unused tensors"), model.output);
    }

    void interruptingLeavesNoFile_data()
    {
        QTest::addColumn<int>("milliseconds");
        for (const int ms : {150, 400, 700, 1000, 1500})
            QTest::addRow("after %d ms", ms) << ms;
    }
    void interruptingLeavesNoFile()
    {
        QFETCH(int, milliseconds);
        QTemporaryDir empty;
        QProcess process;
        process.setStandardInputFile(QProcess::nullDevice());
        process.setChildProcessModifier([] { std::signal(SIGINT, SIG_DFL); }); // ignored in background jobs
        process.start(test::tarnProgram(),
            {"generate", "a river", "--steps", "900", "--size", "256x256", "--quiet", "--output",
                empty.filePath("cut.png")});
        QVERIFY(process.waitForStarted());
        QTest::qWait(milliseconds);
        const auto id = pid_t(process.processId());
        QVERIFY2(id > 0, "it is still drawing");
        ::kill(id, SIGINT);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE_LE(timer.elapsed(), 2000);
        // Before main() the signal itself ends the program; a shell shows both as 130.
        const int code =
            process.exitStatus() == QProcess::CrashExit ? 128 + process.exitCode() : process.exitCode();
        QCOMPARE(code, 130);
        QVERIFY2(QDir(empty.path()).entryList(QDir::Files | QDir::Hidden).isEmpty(), "no file is left");
    }
};

QTEST_GUILESS_MAIN(TestGenerate)
#include "tst_generate.moc"
