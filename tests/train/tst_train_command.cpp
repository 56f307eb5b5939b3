#include <base/error.h>
#include <image/png.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>
#include <support/sanitized.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace tarn;
using nlohmann::json;

namespace {

QByteArray contentOf(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The column `name` of a log.
std::vector<double> column(const QString& log, const QByteArray& name)
{
    const QList<QByteArray> lines = contentOf(log).trimmed().split('\n');
    const qsizetype index = lines[0].split(',').indexOf(name);
    std::vector<double> values;
    for (qsizetype i = 1; i < lines.size(); ++i)
        values.push_back(lines[i].split(',')[index].toDouble());
    return values;
}

double mean(std::span<const double> values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / double(values.size());
}

} // namespace

/// `tarn train` as a user meets it, on networks so small that a run takes a second or two.
class TestTrainCommand : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    std::string text(const QString& name) const { return path(name).toStdString(); }
    static test::ProgramResult tarn(const QStringList& arguments) { return test::runTarn(arguments); }

    /// What all runs here have in common, with `more` over it.
    static json config(const json& more)
    {
        json base{{"seed", 3}, {"batch", 4}, {"dtype", "fp32"}, {"threads", 1},
            {"data", {{"scenes", {{"first_seed", 41}, {"count", 4}}}, {"size", 32}}},
            {"validation", {{"count", 4}, {"every", 10}}}, {"rate", {{"rate", 3e-3}, {"warm_up", 3}}},
            {"average", 0.9}, {"sheets", {{"every", 0}}}, {"export", {{"dtype", "fp32"}}}};
        base.merge_patch(more);
        return base;
    }
    json unet(const json& more) const
    {
        json own{{"steps", 30}, {"checkpoints", {{"every", 5}}},
            {"start", {{"vae", text("vae/model")}, {"text", text("text/model")}}},
            {"unet", {{"channels", {16, 32}}, {"heads", 2}, {"groups", 8}}}, {"caption_dropout", 0.2}};
        own.merge_patch(more);
        return config(own);
    }
    QString written(const QString& name, const json& content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(content.dump(1))) < 0)
            throw std::runtime_error("no config");
        return file.fileName();
    }
    test::ProgramResult train(const QString& kind, const QString& name, const json& content) const
    {
        return tarn({"train", kind, "--config", written(name + ".json", content), "--out", path(name)});
    }
    void requireSuccess(const test::ProgramResult& result) const
    {
        if (result.exitCode != 0)
            throw std::runtime_error(result.errors.toStdString());
    }
    void compareRuns(const QString& a, const QString& b) const
    {
        const QStringList names{
            "log.csv", "model/unet/diffusion_pytorch_model.safetensors", "checkpoints/step-000000030.safetensors"};
        for (const QString& name : names) {
            QVERIFY2(!contentOf(path(a + "/" + name)).isEmpty(), qPrintable(name));
            QVERIFY2(contentOf(path(a + "/" + name)) == contentOf(path(b + "/" + name)), qPrintable(name));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        requireSuccess(train("vae", "vae",
            config({{"steps", 4}, {"vae", {{"channels", {8, 16}}, {"groups", 8}, {"latent_channels", 4}}},
                {"discriminator", {{"from", 2}, {"width", 8}}}})));
        requireSuccess(train("text", "text",
            config({{"steps", 4}, {"data", {{"scenes", {{"count", 200}}}}},
                {"text", {{"width", 16}, {"layers", 1}, {"heads", 2}, {"merges", 60}}}})));
        requireSuccess(train("unet", "whole", unet(json::object())));
    }

    void anOverfitRunReachesAKnownLoss()
    {
        if (test::isSanitized)
            QSKIP("What is learnt is measured in the optimised build.");
        // Four pictures are learnt by heart: what is left is what noise hides of them.
        const test::ProgramResult result = train("unet", "overfit",
            unet({{"steps", 300}, {"batch", 16}, {"caption_dropout", 0}, {"checkpoints", {{"every", 300}}},
                {"validation", {{"every", 100}}}, {"latents", {{"cache", text("latents")}}},
                {"start", {{"vae", (test::sourceFolder() + "/resources/models/starter/vae").toStdString()}}},
                {"unet", {{"channels", {32, 64}}}}}));
        QVERIFY2(result.exitCode == 0, result.errors);
        const std::vector<double> loss = column(path("overfit/log.csv"), "loss");
        const double start = mean(std::span(loss).first(10)), end = mean(std::span(loss).last(50));
        QVERIFY2(start > 0.2 && start < 0.5, qPrintable(QString::number(start))); // with min-SNR's weights
        QVERIFY2(end < 0.15, qPrintable(QString::number(end)));
        QVERIFY(result.errors.contains("loss per epoch"));
        const Image curve = readPng(text("overfit/curve.png"));
        QVERIFY(curve.width > 400 && curve.pixels != std::vector<std::byte>(curve.pixels.size(), curve.pixels[0]));
    }

    void killedAtAnyMomentItGoesOnToTheSameEnd()
    {
        const QString file = written("killed.json", unet(json::object()));
        int kills = 0;
        for (int attempt = 0; attempt < 8; ++attempt) {
            QProcess process;
            process.setStandardInputFile(QProcess::nullDevice());
            process.start(test::tarnProgram(), {"train", "unet", "--config", file, "--out", path("killed")});
            QVERIFY(process.waitForStarted());
            if (process.waitForFinished(300 + QRandomGenerator::global()->bounded(900)))
                break;
            process.kill(); // SIGKILL
            QVERIFY(process.waitForFinished());
            ++kills;
        }
        QVERIFY(kills > 0);
        const test::ProgramResult result = tarn({"train", "unet", "--config", file, "--out", path("killed")});
        QVERIFY2(result.exitCode == 0, result.errors);
        compareRuns("whole", "killed");
        QVERIFY(QDir(path("killed/checkpoints")).entryList({".tarn*"}, QDir::Files | QDir::Hidden).isEmpty());
    }

    void interruptingFinishesTheStepAndKeepsIt()
    {
        const QString file = written("interrupted.json", unet(json::object()));
        QProcess process;
        process.setStandardInputFile(QProcess::nullDevice());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setChildProcessModifier([] { std::signal(SIGINT, SIG_DFL); }); // ignored in background jobs
        process.start(test::tarnProgram(), {"train", "unet", "--config", file, "--out", path("interrupted")});
        QVERIFY(process.waitForStarted());
        QByteArray said;
        while (!said.contains("step 1/") && process.waitForReadyRead(60000))
            said += process.readAll();
        const auto id = pid_t(process.processId());
        QVERIFY2(id > 0, "it is still at work");
        ::kill(id, SIGINT);
        QVERIFY(process.waitForFinished(30000));
        said += process.readAll();
        QVERIFY2(process.exitCode() == 130, said);
        QVERIFY2(said.contains("Stopped after step"), said);
        const test::ProgramResult result = tarn({"train", "unet", "--config", file, "--out", path("interrupted")});
        QVERIFY2(result.exitCode == 0 && result.errors.contains("Going on from step"), result.errors);
        compareRuns("whole", "interrupted");
    }

    void onAFullDiskItTrainsOnAndSaysSo()
    {
        const test::ProgramResult full = test::runTarn(
            {"train", "unet", "--config", written("full.json", unet(json::object())), "--out", path("full")},
            {.fileBytes = 20000});
        QCOMPARE(full.exitCode, 1);
        QVERIFY2(full.errors.count("The training goes on.") >= 5, full.errors);
        const QByteArray last = full.errors.trimmed().split('\n').last();
        QVERIFY2(last.startsWith("tarn: ") && last.contains("step-000000030.safetensors"), last);
        QVERIFY(QDir(path("full/checkpoints")).entryList(QDir::Files | QDir::Hidden).isEmpty());
        const test::ProgramResult again =
            tarn({"train", "unet", "--config", path("full.json"), "--out", path("full")});
        QVERIFY2(again.exitCode == 0, again.errors);
        compareRuns("whole", "full");
    }

    void aTrainedModelDrawsTheSamePictureInDiffusers()
    {
        const at::Tensor noise = at::randn({1, 4, 16, 16}, at::kFloat);
        writeTensorFile(text("noise.safetensors"), {{{"noise.init", noise}}, {}});
        const test::ProgramResult drawn =
            tarn({"generate", "a lake at dawn", "--model", path("whole/model"), "--size", "32x32", "--steps", "5",
                "--guidance", "3", "--dtype", "fp32", "--quiet", "--output", path("drawn.png"), "--tensors-in",
                path("noise.safetensors"), "--tensors-out", path("drawn.safetensors")});
        QVERIFY2(drawn.exitCode == 0, drawn.errors);
        test::runReference("train/drawn_by_diffusers.py",
            {"--model", path("whole/model"), "--noise", path("noise.safetensors"), "--out",
                path("diffusers.safetensors"), "--prompt", "a lake at dawn", "--steps", "5", "--guidance", "3"});
        const TensorFile own = readTensorFile(text("drawn.safetensors"));
        const TensorFile theirs = readTensorFile(text("diffusers.safetensors"));
        for (const char* name : {"latents", "image"}) {
            const double distance = (own.tensors.at(name) - theirs.tensors.at(name)).abs().max().item<double>();
            QVERIFY2(distance < 1e-4, qPrintable(QString("%1: %2").arg(name).arg(distance)));
        }
        QVERIFY(own.tensors.at("image").std().item<double>() > 1e-3);
    }

    void aCheckpointIsExported()
    {
        const test::ProgramResult result = tarn({"train", "export", "--checkpoint",
            path("whole/checkpoints/step-000000030.safetensors"), "--out", path("exported"), "--dtype", "fp32"});
        QVERIFY2(result.exitCode == 0, result.errors);
        const QString unetFile = "/unet/diffusion_pytorch_model.safetensors";
        QVERIFY(!contentOf(path("exported") + unetFile).isEmpty());
        QCOMPARE(contentOf(path("exported") + unetFile), contentOf(path("whole/model") + unetFile));
        QCOMPARE(tarn({"models", path("exported")}).exitCode, 0);
    }

    void everyKindOfTrainingIsRunAndMeasured()
    {
        requireSuccess(train("classifier", "classifier",
            config({{"steps", 3}, {"classifier", {{"width", 8}}}, {"data", {{"scenes", {{"count", 0}}}}}})));
        const test::ProgramResult measured = tarn({"train", "measure", "--model", path("whole/model"),
            test::sourceFolder() + "/resources/models/starter", "--classifier", path("classifier/model"),
            "--count", "6", "--scenes", "8", "--steps", "2", "--json"});
        QVERIFY2(measured.exitCode == 0, measured.errors);
        const json report = json::parse(measured.output.toStdString());
        QCOMPARE(report.at("attributes").size(), 10u);
        const json& barelyTrained = report.at("models").at(0);
        const json& starter = report.at("models").at(1);
        QCOMPARE(starter.at("found").size(), 10u);
        QVERIFY(barelyTrained.at("distance").get<double>() > report.at("floor").get<double>());
        QVERIFY(starter.at("psnr").get<double>() > barelyTrained.at("psnr").get<double>() + 5);
        QVERIFY(starter.at("ssim").get<double>() > barelyTrained.at("ssim").get<double>());

        requireSuccess(train("unet", "flow",
            unet({{"steps", 3}, {"text", {{"learns", true}, {"label_weight", 0.05}}},
                {"noise", {{"prediction", "flow"}, {"timesteps", "logit_normal"}}},
                {"sheets", {{"every", 2}, {"steps", 2}, {"prompts", {"a lake", "a hill", "the sea"}}}}})));
        QVERIFY(contentOf(path("flow/log.csv"))
                    .startsWith("step,epoch,pictures,rate,gradient,loss,validation,label_loss"));
        const Image sheet = readPng(text("flow/sheets/step-000000002.png"));
        QCOMPARE(sheet.width, 3 * 32 + 2 * 2);
        QCOMPARE(
            tarn({"generate", "a lake", "--model", path("flow/model"), "--size", "32x32", "--sampler", "euler",
                     "--schedule", "simple", "--steps", "2", "--quiet", "--output", path("flow.png")})
                .exitCode,
            0);
        requireSuccess(train("unet", "zero",
            unet({{"steps", 2}, {"optimizer", {{"kind", "muon"}}},
                {"noise", {{"prediction", "v"}, {"zero_terminal_snr", true}, {"timesteps", "weighted"}}}})));
        requireSuccess(train("unet", "eps",
            unet({{"steps", 2}, {"dtype", "bf16"}, {"accumulate", 2}, {"noise", {{"prediction", "eps"}}}})));
        requireSuccess(train("vae", "decoder",
            config({{"steps", 2}, {"decoder_only", true}, {"start", {{"vae", text("vae/model")}}},
                {"loss", {{"latent_noise", 0.1}}}, {"sheets", {{"every", 1}}}})));
        const TensorFile before = readTensorFile(text("vae/model/diffusion_pytorch_model.safetensors"));
        const TensorFile after = readTensorFile(text("decoder/model/diffusion_pytorch_model.safetensors"));
        for (const auto& [name, tensor] : before.tensors) {
            const bool isEncoders = name.starts_with("encoder.") || name.starts_with("quant_conv.");
            QCOMPARE(at::equal(tensor, after.tensors.at(name)), isEncoders);
        }
        requireSuccess(train("vae", "plain",
            config({{"steps", 2}, {"start", {{"vae", text("vae/model")}}}, {"loss", {{"kl", 0}}}})));
        const TensorFile plain = readTensorFile(text("plain/model/diffusion_pytorch_model.safetensors"));
        QVERIFY((plain.tensors.at("quant_conv.bias").narrow(0, 4, 4) == -30).all().item<bool>());
        QVERIFY((plain.tensors.at("quant_conv.weight").narrow(0, 4, 4) == 0).all().item<bool>());
        QVERIFY(!at::equal(plain.tensors.at("quant_conv.weight").narrow(0, 0, 4),
            before.tensors.at("quant_conv.weight").narrow(0, 0, 4)));
        QCOMPARE(tarn({"generate", "a lake", "--model", path("zero/model"), "--size", "32x32", "--steps", "2",
                          "--quiet", "--output", path("zero.png")})
                     .exitCode,
            0);
    }

    void aModelLearnsToGoByDepthAndToFillHoles_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("channels");
        QTest::addColumn<QString>("title");
        QTest::newRow("depth") << "depth" << 5 << "depth";
        QTest::newRow("inpaint") << "inpaint" << 9 << "inpaint";
    }
    void aModelLearnsToGoByDepthAndToFillHoles()
    {
        QFETCH(QString, kind);
        QFETCH(int, channels);
        QFETCH(QString, title);
        const json content = config({{"steps", 4}, {"start", {{"model", text("whole/model")}}},
            {"sheets", {{"every", 4}, {"steps", 2}}}, {"validation", {{"every", 2}}}});
        const test::ProgramResult result = train(kind, kind, content);
        QVERIFY2(result.exitCode == 0, result.errors);
        const TensorFile before = readTensorFile(text("whole/model/unet/diffusion_pytorch_model.safetensors"));
        const TensorFile after = readTensorFile(text(kind + "/model/unet/diffusion_pytorch_model.safetensors"));
        const at::Tensor first = after.tensors.at("conv_in.weight");
        QCOMPARE(first.size(1), channels);
        QVERIFY2(first.narrow(1, 4, channels - 4).abs().max().item<double>() > 0, "the new channels have learnt");
        QVERIFY(at::allclose(first.narrow(1, 0, 4), before.tensors.at("conv_in.weight"), 0, 0.1));
        const test::ProgramResult model = tarn({"models", path(kind + "/model")});
        QVERIFY2(model.output.contains(title.toUtf8()), model.output);
        const Image sheet = readPng(text(kind + "/sheets/step-000000004.png"));
        QCOMPARE(sheet.width, 4 * 32 + 3 * 2);
        QCOMPARE(sheet.height, 3 * 32 + 2 * 2);
    }

    void onlyTheNamedLayersLearn()
    {
        const json content = config({{"steps", 4}, {"start", {{"model", text("whole/model")}}},
            {"layers", {"input_blocks.0", "out"}}, {"validation", {{"every", 0}}}});
        const test::ProgramResult result = train("unet", "layers", content);
        QVERIFY2(result.exitCode == 0, result.errors);
        const TensorFile before = readTensorFile(text("whole/model/unet/diffusion_pytorch_model.safetensors"));
        const TensorFile after = readTensorFile(text("layers/model/unet/diffusion_pytorch_model.safetensors"));
        QCOMPARE(after.tensors.size(), before.tensors.size());
        for (const auto& [name, tensor] : after.tensors) {
            const bool learns = name.starts_with("conv_in.") || name.starts_with("conv_out.")
                || name.starts_with("conv_norm_out.");
            QVERIFY2(at::equal(tensor, before.tensors.at(name)) != learns, name.c_str());
        }
    }

    void aFolderGivesDepthMaps()
    {
        requireSuccess(tarn({"scenes", "--count", "12", "--size", "32x32", "--quiet", "--out", path("maps")}));
        QVERIFY(QFile::remove(path("maps/000003.depth.png")));
        json content = config({{"steps", 2}, {"start", {{"model", text("whole/model")}}}});
        content["data"] = {{"folder", text("maps")}, {"size", 32}};
        const test::ProgramResult result = train("depth", "maps-run", content);
        QVERIFY2(result.exitCode == 0, result.errors);
        QVERIFY2(result.errors.contains("000003.depth.png"), result.errors);
        // One of the eleven that are left is held out.
        QVERIFY2(result.errors.contains("1 file is skipped, 10 pictures are left."), result.errors);
    }

    void badPicturesAreListedOnceAndSkipped()
    {
        requireSuccess(tarn({"scenes", "--count", "5", "--size", "40x32", "--quiet", "--out", path("pictures")}));
        QVERIFY(QFile(path("pictures/000001.png")).resize(200));
        QVERIFY(QFile::remove(path("pictures/000002.txt")));
        QFile no(path("pictures/text.png"));
        QVERIFY(no.open(QIODevice::WriteOnly) && no.write("no picture") > 0);
        no.close();
        json own = unet({{"steps", 3}});
        own["data"] = {{"folder", text("pictures")}, {"size", 32}};
        const test::ProgramResult result = train("unet", "folder", own);
        QVERIFY2(result.exitCode == 0, result.errors);
        for (const char* name : {"000001.png", "000002.txt", "text.png"})
            QVERIFY2(result.errors.count(name) == 1, result.errors);
        QVERIFY2(result.errors.contains("3 files are skipped, 3 pictures are left."), result.errors);
    }

    void whatIsWrongWithAConfigIsSaidInOneSentence_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* patch, const char* says, const char* kind = "unet") {
            QTest::newRow(name) << kind << patch << says;
        };
        row("unknown key", "{\"stepz\": 3}", "stepz is no setting; the nearest one is \"steps\"");
        row("a layer that is none", "{\"layers\": [\"out\", \"output_blocks.9\"]}",
            "layers names \"output_blocks.9\", and no layer of that name learns here");
        row("unknown key inside", "{\"rate\": {\"warmup\": 3}}",
            "rate.warmup is no setting; the nearest one is \"warm_up\"");
        row("steps", "{\"steps\": 0}", "steps must be a whole number from 1");
        row("a fraction", "{\"batch\": 1.5}", "batch must be a whole number");
        row("a text", "{\"batch\": \"4\"}", "batch must be a whole number");
        row("rate", "{\"rate\": {\"rate\": -1}}", "rate.rate must be a number from");
        row("dtype", "{\"dtype\": \"fp8\"}", "dtype must be \"auto\", \"fp32\" or \"bf16\", not \"fp8\"");
        row("two sources", "{\"data\": {\"folder\": \"x\"}}", "data.folder and scenes are both given");
        row("missing folder", "{\"data\": {\"folder\": \"/nowhere\", \"scenes\": null}}", "/nowhere");
        row("no multiple", "{\"data\": {\"size\": 33}}", "must be a multiple of 2");
        row("heads", "{\"unet\": {\"heads\": 3}}", "unet.channels must be multiples of");
        row("levels", "{\"unet\": {\"channels\": [8, 8, 8, 8, 8, 8, 8, 8]}}", "more levels");
        row("not an object", "{\"unet\": 3}", "unet must be an object");
        row("prediction", "{\"noise\": {\"prediction\": \"x\"}}", "noise.prediction must be");
        row("zero snr", "{\"noise\": {\"prediction\": \"eps\", \"zero_terminal_snr\": true}}",
            "noise.zero_terminal_snr");
        row("label weight", "{\"text\": {\"label_weight\": 1}}", "text.label_weight");
        row("endless cache", "{\"latents\": {\"cache\": \"x\"}, \"data\": {\"scenes\": {\"count\": 0}}}",
            "latents.cache");
        row("no such vae", "{\"start\": {\"vae\": \"/nowhere\"}}", "/nowhere");
        row("no text", "{\"start\": {\"text\": null}}", "start.text");
        row("decoder", "{\"decoder_only\": true, \"start\": null, \"unet\": null, \"caption_dropout\": null}",
            "decoder_only", "vae");
        row("groups",
            "{\"vae\": {\"channels\": [20]}, \"start\": null, \"unet\": null, \"caption_dropout\": null}",
            "vae.channels", "vae");
        row("nothing to lead", "{}", "start.model is missing", "controlnet");
        row("an estimator's widths", "{\"estimator\": {\"channels\": [20, 32, 32]}}",
            "estimator.channels must be multiples of 32", "estimator");
    }
    void whatIsWrongWithAConfigIsSaidInOneSentence()
    {
        QFETCH(QString, kind);
        QFETCH(QString, patch);
        QFETCH(QString, says);
        json content = unet(json::object());
        content.merge_patch(json::parse(patch.toStdString()));
        const test::ProgramResult result = train(kind, "wrong", content);
        QVERIFY2(result.exitCode == 1 || result.exitCode == 2, result.errors);
        const QByteArray last = result.errors.trimmed().split('\n').last();
        QVERIFY2(last.startsWith("tarn: ") && last.endsWith('.'), result.errors);
        QVERIFY2(last.contains(says.toUtf8()), result.errors);
        QVERIFY2(!QDir(path("wrong/model")).exists(), "nothing is trained");
        QDir(path("wrong")).removeRecursively();
    }

    void aConfigThatIsNoJsonIsSaidWithItsLine()
    {
        QFile file(path("broken.json"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\n  // fine\n  \"steps\": 3,,\n}\n") > 0);
        file.close();
        const test::ProgramResult result =
            tarn({"train", "unet", "--config", path("broken.json"), "--out", path("x")});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.errors.contains("line 3"), result.errors);
    }
};

QTEST_GUILESS_MAIN(TestTrainCommand)
#include "tst_train_command.moc"
