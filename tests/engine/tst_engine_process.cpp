#include <image/png.h>
#include <protocol/remote_engine.h>

#include <support/reference.h>

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <csignal>
#include <random>

using namespace tarn;

namespace {

/// What an engine told.
struct Told {
    std::mutex mutex;
    std::map<JobId, int> ends;
    std::vector<int> previews; ///< their steps
    int lastStep = -1;

    RemoteEngine::Events events()
    {
        return {[this](const JobId&, const JobProgress& progress) {
                    const std::lock_guard lock(mutex);
                    lastStep = progress.step;
                },
            [this](const JobId&, int step, const Media& media, const std::vector<std::byte>& bytes) {
                const std::lock_guard lock(mutex);
                if (bytes.size() == std::size_t(media.width) * std::size_t(media.height) * 3)
                    previews.push_back(step);
            },
            [this](const JobId& id, const JobOutcome&) {
                const std::lock_guard lock(mutex);
                ++ends[id];
            },
            {}, {}};
    }
    int step()
    {
        const std::lock_guard lock(mutex);
        return lastStep;
    }
};

GenerateRequest request(int steps)
{
    GenerateRequest value;
    value.prompt = "a river";
    value.steps = steps;
    value.seed = 7;
    value.width = value.height = 128;
    return value;
}

std::vector<std::string> command() { return {test::tarnProgram().toStdString(), "engine"}; }

} // namespace

/// `tarn engine` itself, with the starter model.
class EngineProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itsPicturesAreThoseOfTarnGenerate()
    {
        Told told;
        RemoteEngine engine(command(), told.events(), {});
        engine.submit({"a", {request(4)}, true, false, {}});
        const JobOutcome outcome = engine.wait("a");
        const auto* failure = std::get_if<Failure>(&outcome);
        QVERIFY2(!failure, failure ? failure->sentence.c_str() : "");
        const Blob png = engine.blobs().find(std::get<Finished>(outcome).media.at(0).blob.sha256);
        QTemporaryDir folder;
        const QString file = folder.filePath("a.png");
        const auto drawn = test::runTarn({"generate", "a river", "--steps", "4", "--seed", "7", "--size",
            "128x128", "--dtype", "fp32", "--quiet", "--output", file});
        QCOMPARE(drawn.exitCode, 0);
        QVERIFY(readPng(*png, "result") == readPng(file.toStdString()));
        QVERIFY2(!told.previews.empty() && told.previews.front() <= 2, "a preview came within two steps");
        QCOMPARE(told.ends["a"], 1);
    }

    void aPictureGoesThereAndComesBackAsTarnGenerateDrawsIt()
    {
        Image picture;
        picture.width = 700;
        picture.height = 601;
        picture.pixels.resize(picture.rowBytes() * std::size_t(picture.height));
        std::mt19937 random(1); // noise, so that the file is larger than one message may be
        for (std::byte& sample : picture.pixels)
            sample = std::byte(random());
        QTemporaryDir folder;
        writePng(folder.filePath("in.png").toStdString(), picture, {});
        QFile file(folder.filePath("in.png"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        const auto bytes = std::as_bytes(std::span(content.data(), std::size_t(content.size())));
        QVERIFY(bytes.size() > Frame::maxPayloadBytes);

        Told told;
        RemoteEngine engine(command(), told.events(), {});
        GenerateRequest painted = request(8);
        painted.image = engine.blobs().add({bytes.begin(), bytes.end()});
        painted.width = 101;
        painted.height = 77;
        painted.strength = 0.5;
        const PlanReport plan = engine.plan(painted);
        QCOMPARE(plan.refusal, std::string());
        QCOMPARE(plan.mode, std::string("image-to-image"));
        QCOMPARE(plan.timesteps.size(), std::size_t(4));
        QCOMPARE(plan.width, 104);
        QCOMPARE(plan.height, 80);
        engine.submit({"a", {painted}, true, false, {}});
        const JobOutcome outcome = engine.wait("a");
        const auto* failure = std::get_if<Failure>(&outcome);
        QVERIFY2(!failure, failure ? failure->sentence.c_str() : "");
        const Blob png = engine.blobs().find(std::get<Finished>(outcome).media.at(0).blob.sha256);
        const auto drawn = test::runTarn({"generate", "a river", "--steps", "8", "--seed", "7", "--size", "101x77",
            "--dtype", "fp32", "--image", folder.filePath("in.png"), "--strength", "0.5", "--quiet", "--output",
            folder.filePath("a.png")});
        QVERIFY2(drawn.exitCode == 0, drawn.errors);
        QVERIFY(readPng(*png, "result") == readPng(folder.filePath("a.png").toStdString()));
    }

    void editsComeBackAsTheCommandLineDrawsThem()
    {
        Image picture;
        picture.width = picture.height = 100;
        picture.pixels.resize(picture.rowBytes() * 100);
        for (std::size_t i = 0; i < picture.pixels.size(); ++i)
            picture.pixels[i] = std::byte(i / 130);
        Image mask;
        mask.width = mask.height = 100;
        mask.channels = 1;
        mask.pixels.resize(100 * 100);
        for (int y = 30; y < 70; ++y)
            std::fill_n(mask.pixels.begin() + y * 100 + 20, 50, std::byte(255));
        QTemporaryDir folder;
        writePng(folder.filePath("in.png").toStdString(), picture, {});
        writePng(folder.filePath("mask.png").toStdString(), mask, {});

        Told told;
        RemoteEngine engine(command(), told.events(), {});
        GenerateRequest inpaint = request(5);
        inpaint.width = inpaint.height = 100;
        inpaint.image = engine.blobs().add(encodePng(picture, {}));
        inpaint.mask = engine.blobs().add(encodePng(mask, {}));
        GenerateRequest outpaint = inpaint;
        outpaint.mask = {};
        outpaint.outpaint.right = 90;
        outpaint.width = 190;
        outpaint.strength = 1;
        const PlanReport plan = engine.plan(outpaint);
        QCOMPARE(plan.refusal, std::string());
        QCOMPARE(plan.mode, std::string("outpainting"));
        QCOMPARE(engine.fetch(plan.masks->paste.blob)->size(), std::size_t(190 * 100));
        engine.submit({"a", {inpaint, outpaint}, true, false, {}});
        const JobOutcome outcome = engine.wait("a");
        const auto* failure = std::get_if<Failure>(&outcome);
        QVERIFY2(!failure, failure ? failure->sentence.c_str() : "");
        const QStringList common{"a river", "--steps", "5", "--seed", "7", "--dtype", "fp32", "--quiet", "--image",
            folder.filePath("in.png"), "--output", folder.filePath("out.png")};
        const std::array commands{QStringList{"generate", "--mask", folder.filePath("mask.png")} + common,
            QStringList{"outpaint", "--right", "90"} + common};
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const auto drawn = test::runTarn(commands[i]);
            QVERIFY2(drawn.exitCode == 0, drawn.errors);
            const Blob png = engine.blobs().find(std::get<Finished>(outcome).media.at(i).blob.sha256);
            QVERIFY(readPng(*png, "result") == readPng(folder.filePath("out.png").toStdString()));
        }
    }

    void thePlanOfAnInpaintingShowsItsMasks()
    {
        Image mask;
        mask.width = 400;
        mask.height = 300;
        mask.channels = 1;
        mask.pixels.resize(400 * 300);
        for (int y = 100; y < 140; ++y)
            std::fill_n(mask.pixels.begin() + y * 400 + 50, 60, std::byte(255));
        Told told;
        RemoteEngine engine(command(), told.events(), {});
        GenerateRequest painted = request(8);
        painted.width = 400;
        painted.height = 300;
        painted.image = {std::string(64, 'a'), 10}; // a plan needs only the mask
        painted.mask = engine.blobs().add(encodePng(mask, {}));
        painted.grow = 3;
        const PlanReport plan = engine.plan(painted);
        QCOMPARE(plan.refusal, std::string());
        QCOMPARE(plan.mode, std::string("inpainting"));
        const PixelBox& box = plan.context;
        QVERIFY(box.x <= 50 && box.y <= 100 && box.x + box.width >= 110 && box.y + box.height >= 140);
        QVERIFY(box.width < 400 && box.height < 300);
        QVERIFY(std::abs(plan.width * plan.height - 128 * 128) < 128 * 128 / 4);
        QVERIFY(plan.masks.has_value());
        QVERIFY(*engine.fetch(plan.masks->selection.blob) == mask.pixels);
        for (const Media& media : {plan.masks->denoise, plan.masks->paste}) {
            const Blob bytes = engine.fetch(media.blob);
            QCOMPARE(bytes->size(), mask.pixels.size());
            for (std::size_t i = 0; i < bytes->size(); ++i)
                QVERIFY((*bytes)[i] >= mask.pixels[i]);
        }
        painted.mask = {std::string(64, 'b'), 10};
        QVERIFY(!engine.plan(painted).refusal.empty());
    }

    void aPictureThatIsNotThereFailsTheJob()
    {
        Told told;
        RemoteEngine engine(command(), told.events(), {});
        GenerateRequest painted = request(8);
        painted.image = {std::string(64, 'a'), 10};
        engine.submit({"a", {painted}, true, false, {}});
        const JobOutcome outcome = engine.wait("a");
        QVERIFY(std::holds_alternative<Failure>(outcome));
        QCOMPARE(std::get<Failure>(outcome).kind, Failure::Kind::badInput);
        QVERIFY(engine.isAlive());
    }

    void plansAreAnsweredWhileAJobRunsAndACancelReturnsSoon()
    {
        Told told;
        RemoteEngine engine(command(), told.events(), {});
        engine.plan(request(20)); // reads the starter's headers
        engine.submit({"a", {request(900)}, true, false, {}});
        QTRY_VERIFY_WITH_TIMEOUT(told.step() > 1, 60'000);
        std::vector<qint64> plans;
        QElapsedTimer timer;
        for (int i = 0; i < 9; ++i) {
            timer.start();
            QCOMPARE(engine.plan(request(20)).sigmas.size(), std::size_t(21));
            plans.push_back(timer.elapsed());
        }
        timer.start();
        engine.cancel("a");
        QVERIFY(std::holds_alternative<Cancelled>(engine.wait("a")));
        const qint64 cancelled = timer.elapsed();
        std::ranges::sort(plans);
        qInfo("plan: median %lld ms, most %lld ms; cancel: %lld ms", plans[4], plans[8], cancelled);
        QVERIFY2(plans[4] <= 50, qPrintable(QString::number(plans[4])));
        QVERIFY2(cancelled <= 1'000, qPrintable(QString::number(cancelled)));
    }

    void aKilledEngineEndsItsJobsOnce()
    {
        Told told;
        RemoteEngine engine(command(), told.events(), {});
        engine.submit({"a", {request(900)}, true, false, {}});
        engine.submit({"b", {request(1)}, true, false, {}});
        QTRY_VERIFY_WITH_TIMEOUT(told.step() > 0, 60'000);
        ::kill(engine.processId(), SIGKILL);
        for (const char* id : {"a", "b"}) {
            const JobOutcome outcome = engine.wait(id);
            QVERIFY(std::holds_alternative<Failure>(outcome));
            QCOMPARE(std::get<Failure>(outcome).kind, Failure::Kind::engineLost);
        }
        QVERIFY(!engine.isAlive());
        QTRY_COMPARE(told.ends["a"] + told.ends["b"], 2);
    }
};

QTEST_GUILESS_MAIN(EngineProcessTest)
#include "tst_engine_process.moc"
