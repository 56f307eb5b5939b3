#include <base/cpu.h>
#include <image/png.h>
#include <models/controlnet.h>
#include <models/dpt.h>
#include <models/taesd.h>
#include <weights/network_folder.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>
#include <support/sanitized.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn;
using nlohmann::json;

namespace {

QByteArray contentOf(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The mean of the last `count` values of a log's column.
double lastOf(const QString& log, const QByteArray& name, qsizetype count, qsizetype skipped = 0)
{
    const QList<QByteArray> lines = contentOf(log).trimmed().split('\n');
    const qsizetype index = lines[0].split(',').indexOf(name), end = lines.size() - skipped;
    double sum = 0;
    for (qsizetype i = end - count; i < end; ++i)
        sum += lines[i].split(',')[index].toDouble();
    return sum / double(count);
}

WeightTable tableOf(const NetworkFolder& network)
{
    WeightTable table;
    for (const auto& [name, tensor] : network.tensors)
        table.insert(name, tensor);
    return table;
}

} // namespace

/// What leads, previews and estimates beside the model itself, trained by `tarn train` on networks so small that a
/// run takes seconds.
class TestTrainGuides : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string m_vae; ///< a trained one, without which latents say nothing
    TensorFile m_theirs; // what diffusers and transformers give

    QString path(const QString& name) const { return m_folder.filePath(name); }
    std::string text(const QString& name) const { return path(name).toStdString(); }
    NetworkFolder network(const QString& name, Part part) const { return readNetworkFolder(text(name), part); }

    static json config(const json& more)
    {
        json base{{"seed", 3}, {"batch", 4}, {"dtype", "fp32"}, {"threads", 1},
            {"data", {{"scenes", {{"first_seed", 41}, {"count", 4}}}, {"size", 32}}},
            {"validation", {{"count", 4}, {"every", 0}, {"data", {{"scenes", {{"first_seed", 41}}}}}}},
            {"rate", {{"rate", 5e-3}, {"shape", "constant"}, {"warm_up", 3}}}, {"average", 0.9},
            {"sheets", {{"every", 0}}}, {"export", {{"dtype", "fp32"}}}};
        base.merge_patch(more);
        return base;
    }
    void train(const QString& kind, const QString& name, const json& content) const
    {
        QFile file(path(name + ".json"));
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(content.dump(1))) < 0)
            throw std::runtime_error("no config");
        file.close();
        const test::ProgramResult result =
            test::runTarn({"train", kind, "--config", file.fileName(), "--out", path(name)});
        if (result.exitCode != 0)
            throw std::runtime_error(result.errors.toStdString());
    }
    json own(const QString& kind, int steps) const
    {
        json content = config({{"steps", steps}});
        if (kind == "controlnet")
            content.merge_patch({{"start", {{"model", text("base/model")}}}, {"caption_dropout", 0}});
        if (kind == "tae")
            content.merge_patch({{"start", {{"vae", m_vae}}}, {"tae", {{"width", 16}, {"blocks", 1}}}});
        if (kind == "estimator")
            content.merge_patch({{"estimator",
                {{"channels", {32, 32, 64}}, {"depths", {1, 1, 1}}, {"stem", 16}, {"groups", 4}, {"width", 32},
                    {"layers", 2}, {"heads", 2}, {"fusion", 16}}}});
        return content;
    }
    void compare(const char* name, const at::Tensor& found) const
    {
        const double distance = (found - m_theirs.tensors.at(name)).abs().max().item<double>();
        QVERIFY2(distance < 2e-4, qPrintable(QString("%1: %2").arg(name).arg(distance)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareComputeEnvironment();
        m_vae = (test::sourceFolder() + "/resources/models/starter/vae").toStdString();
        train("text", "text",
            config({{"steps", 4}, {"data", {{"scenes", {{"count", 200}}}}},
                {"text", {{"width", 16}, {"layers", 1}, {"heads", 2}, {"merges", 60}}}}));
        train("unet", "base",
            config({{"steps", 100}, {"start", {{"vae", m_vae}, {"text", text("text/model")}}},
                {"data", {{"scenes", {{"first_seed", 900}, {"count", 64}}}}},
                {"unet", {{"channels", {16, 32}}, {"heads", 2}, {"groups", 8}}}}));
        const auto steps = [](int enough) { return test::isSanitized ? enough / 10 : enough; };
        json control = own("controlnet", steps(240));
        control["validation"]["every"] = steps(40);
        control["rate"]["rate"] = 2e-3; // at the others' some processors' rounding ends in a rising loss
        train("controlnet", "controlnet", control);
        train("tae", "tae", own("tae", steps(90)));
        json estimator = own("estimator", steps(100));
        estimator["sheets"]["every"] = steps(100);
        train("estimator", "estimator", estimator);
        test::runReference("train/guides_reference.py",
            {"--unet", path("base/model/unet"), "--controlnet", path("controlnet/model"), "--tae",
                path("tae/model"), "--estimator", path("estimator/model"), "--out", path("theirs.safetensors"),
                "--seed", QString::number(test::randomSeed())});
        m_theirs = readTensorFile(text("theirs.safetensors"));
    }

    void aControlNetGoesOnFromAnother()
    {
        json content = own("controlnet", 1);
        content["rate"]["rate"] = 1e-12; // so that it is still what it began as
        content["start"]["control"] = text("controlnet/model");
        train("controlnet", "further", content);
        const NetworkFolder before = network("controlnet/model", Part::controlNet);
        const NetworkFolder after = network("further/model", Part::controlNet);
        for (const auto& [name, tensor] : before.tensors)
            QVERIFY2(at::allclose(after.tensors.at(name), tensor, 1e-5, 1e-7), name.c_str());
        content["start"]["control"] = (test::sourceFolder() + "/resources/models/starter-scribble").toStdString();
        try {
            train("controlnet", "unfit", content);
            QFAIL("a ControlNet of other widths leads nothing");
        } catch (const std::runtime_error& error) {
            QVERIFY2(QString(error.what()).contains("does not fit the model it is to lead"), error.what());
        }
    }

    void anOverfitRunReachesAKnownLoss()
    {
        if (test::isSanitized)
            QSKIP("What is learnt is measured in the optimised build.");
        // Both over the same noise. Little is left to learn where the model that is led knows little.
        const double led = lastOf(path("controlnet/log.csv"), "validation", 1);
        const double before = lastOf(path("controlnet/log.csv"), "validation", 1, 200);
        qInfo("loss led %g, before %g", led, before);
        QVERIFY(led < 0.97 * before);
        const double preview = lastOf(path("tae/log.csv"), "absolute", 20);
        QVERIFY2(preview < 0.15, qPrintable(QString("preview %1").arg(preview)));
        const double depth = lastOf(path("estimator/log.csv"), "absolute", 20);
        QVERIFY2(depth < 0.06, qPrintable(QString("depth %1").arg(depth)));
    }

    void aResumedRunEqualsAnUninterruptedOne_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("file");
        QTest::newRow("controlnet") << "controlnet"
                                    << "diffusion_pytorch_model.safetensors";
        QTest::newRow("tae") << "tae"
                             << "diffusion_pytorch_model.safetensors";
        QTest::newRow("estimator") << "estimator"
                                   << "model.safetensors";
    }
    void aResumedRunEqualsAnUninterruptedOne()
    {
        QFETCH(QString, kind);
        QFETCH(QString, file);
        train(kind, kind + "-whole", own(kind, 6));
        train(kind, kind + "-parts", own(kind, 2));
        const QByteArray early = contentOf(path(kind + "-parts/model/" + file));
        train(kind, kind + "-parts", own(kind, 6));
        for (const QString& name : {QString("log.csv"), "model/" + file}) {
            const QByteArray whole = contentOf(path(kind + "-whole/" + name));
            QVERIFY2(!whole.isEmpty(), qPrintable(name));
            QVERIFY2(whole == contentOf(path(kind + "-parts/" + name)), qPrintable(name));
        }
        QVERIFY(early != contentOf(path(kind + "-parts/model/" + file)));
    }

    void scenesThatAreKeptAreTheSameScenes()
    {
        const auto run = [this](const QString& name, const json& cache, int steps = 3) {
            json content = own("controlnet", steps);
            if (!cache.is_null())
                content["data"]["scenes"]["cache"] = cache;
            train("controlnet", name, content);
            return contentOf(path(name + "/log.csv"));
        };
        const QByteArray painted = run("painted", nullptr);
        QVERIFY(painted.count('\n') == 4);
        QCOMPARE(run("kept", text("scenes")), painted);
        QCOMPARE(run("found", text("scenes")), painted);
        const QStringList files = QDir(path("scenes")).entryList(QDir::Files);
        QCOMPARE(files.size(), 1); // validation is over the same scenes
        QFile file(path("scenes/" + files[0]));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(700) && file.write("spoilt") == 6);
        file.close();
        QCOMPARE(run("repaired", text("scenes")), painted);
        QVERIFY2(run("painted", text("scenes"), 4).startsWith(painted), "a run may begin to keep them");
    }

    void aControlNetDoesInDiffusersWhatItDoesHere()
    {
        const NetworkFolder base = network("base/model/unet", Part::unet);
        const NetworkFolder control = network("controlnet/model", Part::controlNet);
        const WeightTable unetTable = tableOf(base), controlTable = tableOf(control);
        const UNetShape shape = UNetShape::detect(Weights(unetTable), base.config);
        const ControlNetShape controlShape = ControlNetShape::detect(Weights(controlTable), control.config);
        UNetInput input{
            m_theirs.tensors.at("x"), at::tensor({37.0, 911.0}, at::kFloat), m_theirs.tensors.at("context"), {}};
        compare("plain", unet(Weights(unetTable), shape, input));
        const Weights w(controlTable);
        input.residuals =
            controlNet(w, controlShape, input, controlHint(w, controlShape, m_theirs.tensors.at("hint")));
        const at::Tensor led = unet(Weights(unetTable), shape, input);
        compare("led", led);
        QVERIFY2((led - m_theirs.tensors.at("plain")).abs().max().item<double>() > 1e-3, "it leads");
    }

    void aTinyAutoencoderDoesInDiffusersWhatItDoesHere()
    {
        const WeightTable table = tableOf(network("tae/model", Part::taesd));
        // diffusers' network takes and gives pictures in 0 … 1 and scales by 2 itself.
        compare("decoded", taesdDecode(Weights(table), m_theirs.tensors.at("latents")));
        compare("encoded", taesdEncode(Weights(table), m_theirs.tensors.at("pixels")));
    }

    void anEstimatorDoesInTransformersWhatItDoesHere()
    {
        const NetworkFolder estimator = network("estimator/model", Part::depthEstimator);
        const WeightTable table = tableOf(estimator);
        const DptShape shape = DptShape::detect(Weights(table), estimator.config);
        const at::Tensor depth = dptDepth(Weights(table), shape, m_theirs.tensors.at("picture"));
        compare("depth", depth);
        QVERIFY2(depth.std().item<double>() > 1e-3, "it sees something");
    }

    void theProgramUsesThem()
    {
        const auto run = [](const QStringList& arguments) {
            const test::ProgramResult result = test::runTarn(arguments);
            QVERIFY2(result.exitCode == 0, result.errors);
        };
        run({"scenes", "--count", "1", "--seed", "41", "--size", "32x32", "--quiet", "--out", path("scene")});
        run({"depth", path("scene/000000.png"), "--model", path("estimator/model"), "--output", path("map.png")});
        QCOMPARE(readPng(text("map.png")).width, 32);
        run({"generate", "a lake", "--model", path("base/model"), "--control", path("scene/000000.sketch.png"),
            "--control-model", path("controlnet/model"), "--size", "32x32", "--steps", "2", "--quiet", "--output",
            path("led.png")});
        run({"models", path("tae/model")});
        const QStringList sheets = QDir(path("estimator/sheets")).entryList({"*.png"});
        QCOMPARE(sheets.size(), 1);
        const Image sheet = readPng(text("estimator/sheets/" + sheets.front()));
        QCOMPARE(sheet.width, 4 * 32 + 3 * 2);
        QCOMPARE(sheet.height, 3 * 32 + 2 * 2);
    }

    void aDepthModelIsGivenItsEstimator()
    {
        json content = config({{"steps", 1}});
        content["start"] = {{"model", text("base/model")}, {"estimator", text("estimator/model")}};
        train("depth", "depth", content);
        for (const char* file : {"depth_estimator/config.json", "depth_estimator/model.safetensors",
                 "feature_extractor/preprocessor_config.json", "unet/diffusion_pytorch_model.safetensors"})
            QVERIFY2(!contentOf(path("depth/model/") + file).isEmpty(), file);
        const test::ProgramResult drawn = test::runTarn(
            {"generate", "a lake", "--model", path("depth/model"), "--image", path("scene/000000.png"),
                "--strength", "0.9", "--steps", "2", "--quiet", "--output", path("deep.png")});
        QVERIFY2(drawn.exitCode == 0, drawn.errors);
    }
};

QTEST_GUILESS_MAIN(TestTrainGuides)
#include "tst_train_guides.moc"
