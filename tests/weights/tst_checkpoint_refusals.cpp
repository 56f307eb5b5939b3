#include "model_copy.h"

#include <weights/checkpoint.h>

#include <ATen/ops/zeros.h>

#include <support/message.h>

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn;
namespace fs = std::filesystem;

namespace {

using Change = std::function<void(fs::path)>;

QString refusalOf(const fs::path& path)
{
    return test::messageOf([&] { Checkpoint::open(path); });
}

const fs::path unetFile = "unet/diffusion_pytorch_model.safetensors";

} // namespace

/// What is no model, or not one to draw with, and the sentence for it.
class CheckpointRefusalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSmallestFolderOpens()
    {
        QTemporaryDir folder;
        test::writeSmallestModel(folder.path().toStdString());
        QCOMPARE(refusalOf(folder.path().toStdString()), QString());
    }

    void aBrokenFolderIsRefusedByName_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QStringList>("contains");
        const auto row = [](const char* title, Change change, const QStringList& contains) {
            QTest::newRow(title) << change << contains;
        };
        const auto removing = [](const char* name) {
            return [=](const fs::path& root) { fs::remove_all(root / name); };
        };
        const auto writing = [](const char* name, const std::string& text) {
            return [=](const fs::path& root) { test::writeText(root / name, text); };
        };
        row("without a model_index.json", removing("model_index.json"), {"no model_index.json", "choose"});
        row("with a broken model_index.json", writing("model_index.json", "{"),
            {"model_index.json", "JSON", "download"});
        row("with a huge model_index.json", writing("model_index.json", std::string(2 << 20, ' ')),
            {"model_index.json", "too large"});
        row("without a unet", removing("unet"), {"\"unet\"", "download"});
        row("without a vae", removing("vae"), {"\"vae\"", "download"});
        row("without a text encoder", removing("text_encoder"), {"\"text_encoder\"", "download"});
        row("without a config", removing("vae/config.json"), {"vae/config.json", "no such file"});
        row("with a config that is a list", writing("vae/config.json", "[]"), {"vae/config.json", "JSON object"});
        row("without weights", removing(unetFile.c_str()),
            {"unet", "diffusion_pytorch_model.safetensors", "download"});
        row("with an empty file", writing(unetFile.c_str(), ""), {unetFile.c_str(), "is empty"});
        row("with a web page", writing(unetFile.c_str(), "<!DOCTYPE html><html>"), {unetFile.c_str(), "web page"});
        row("with an LFS pointer",
            writing(unetFile.c_str(), "version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
            {unetFile.c_str(), "LFS pointer"});
        row("with a cut file",
            [](const fs::path& root) { fs::resize_file(root / unetFile, fs::file_size(root / unetFile) - 1); },
            {unetFile.c_str(), "is incomplete"});
        row("with pickles only",
            [](const fs::path& root) { fs::rename(root / unetFile, root / "unet/diffusion_pytorch_model.bin"); },
            {"diffusion_pytorch_model.bin", "unsafe format", "convert it to safetensors"});
        row("with a scheduler for samples",
            [](const fs::path& root) {
                fs::create_directory(root / "scheduler");
                test::writeText(root / "scheduler/scheduler_config.json", R"({"prediction_type":"sample"})");
            },
            {"scheduler_config.json", "sample", "epsilon"});
        row("with a tokenizer without words",
            [](const fs::path& root) { fs::create_directory(root / "tokenizer"); }, {"tokenizer", "vocab.json"});
        row("with one tensor in two spellings",
            [](const fs::path& root) {
                test::addTensors(root / unetFile, {{"input_blocks.0.0.weight", at::zeros({1})}});
            },
            {unetFile.c_str(), "conv_in.weight", "input_blocks.0.0.weight"});
        row("that is one part",
            [](const fs::path& root) {
                fs::remove(root / "model_index.json");
                fs::copy(root / "unet", root);
            },
            {"only one part", "the folder above it"});
    }
    void aBrokenFolderIsRefusedByName()
    {
        QFETCH(Change, change);
        QFETCH(QStringList, contains);
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        test::writeSmallestModel(root);
        change(root);
        const QString message = refusalOf(root);
        QVERIFY2(message.contains(folder.path()), qPrintable(message));
        for (const QString& part : contains)
            QVERIFY2(message.contains(part), qPrintable(message));
    }

    void pythonsOwnNumbersInAConfigAreNull()
    {
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        test::writeSmallestModel(root);
        test::writeText(root / "vae/config.json",
            "{\"a\": -Infinity, \"b\": [Infinity, NaN, 1], \"c\": \"a \\\" NaN\", \"NaN\": 2}");
        const nlohmann::json expected{{"a", nullptr}, {"b", {nullptr, nullptr, 1}}, {"c", "a \" NaN"}, {"NaN", 2}};
        QVERIFY(Checkpoint::open(root).config(Part::vae) == expected);
    }

    void aConfigFullOfThemIsReadInTime()
    {
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        test::writeSmallestModel(root);
        std::string list = "NaN";
        while (list.size() < 1000000)
            list += ",NaN";
        test::writeText(root / "vae/config.json", "{\"a\":[" + list + "]}");
        QElapsedTimer timer;
        timer.start();
        QVERIFY(Checkpoint::open(root).config(Part::vae)["a"][0].is_null());
        QCOMPARE_LT(timer.elapsed(), 2000);
    }

    void aShardOutsideItsFolderIsNeverOpened_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("above") << "../outside.safetensors";
        QTest::newRow("far above") << "../../../../outside.safetensors";
        QTest::newRow("absolute") << "/etc/passwd";
        QTest::newRow("inside and out again") << "sub/../../outside.safetensors";
        QTest::newRow("in a folder below") << "sub/shard.safetensors";
        QTest::newRow("with backslashes") << "..\\outside.safetensors";
        QTest::newRow("on a drive") << "C:\\x.safetensors";
        QTest::newRow("a device of Windows") << "CON";
        QTest::newRow("with a NUL") << QString::fromLatin1("a\0.safetensors", 14);
        QTest::newRow("of 300 characters") << QString(288, 'x') + ".safetensors";
        QTest::newRow("empty") << "";
        QTest::newRow("the folder above") << "..";
        QTest::newRow("a link out") << "link.safetensors";
        QTest::newRow("missing") << "missing.safetensors";
    }
    void aShardOutsideItsFolderIsNeverOpened()
    {
        QFETCH(QString, name);
        QTemporaryDir folder;
        const fs::path root = fs::path(folder.path().toStdString()) / "model";
        test::writeSmallestModel(root);
        const fs::path outside = root / "outside.safetensors"; // a good file, so that only its place is wrong
        fs::rename(root / unetFile, outside);
        fs::create_directory(root / "unet/sub");
        fs::copy(outside, root / "unet/sub/shard.safetensors");
        fs::create_symlink("../outside.safetensors", root / "unet/link.safetensors");
        const nlohmann::json index{{"weight_map", {{"conv_in.weight", name.toStdString()}}}};
        test::writeText(root / "unet/diffusion_pytorch_model.safetensors.index.json", index.dump());
        const QString message = refusalOf(root);
        QVERIFY2(message.contains("index.json") && message.contains("its shard \""), qPrintable(message));
    }

    void aShardInTheHubCacheIsAmongTheBlobsOfItsModel()
    {
        QTemporaryDir folder;
        const fs::path cache = folder.path().toStdString(), model = cache / "models--a--b/snapshots/1f2e";
        test::writeSmallestModel(model);
        const fs::path blob = cache / "models--a--b/blobs/0a1b", foreign = cache / "models--c--d/blobs/0a1b";
        fs::create_directories(blob.parent_path());
        fs::create_directories(foreign.parent_path());
        fs::copy(model / unetFile, foreign);
        fs::rename(model / unetFile, blob);
        const nlohmann::json index{{"weight_map", {{"conv_in.weight", "shard.safetensors"}}}};
        test::writeText(model / "unet/diffusion_pytorch_model.safetensors.index.json", index.dump());
        const fs::path shard = model / "unet/shard.safetensors";
        fs::create_symlink("../../../blobs/0a1b", shard);
        QCOMPARE(refusalOf(model), QString());
        fs::remove(shard);
        fs::create_symlink(foreign, shard);
        QVERIFY(refusalOf(model).contains("link out of its folder"));
    }

    void aShardMayBeTheSameNetworksOfAModelBesideIt()
    {
        QTemporaryDir folder;
        const fs::path models = folder.path().toStdString(), model = models / "tuned", base = models / "base";
        test::writeSmallestModel(model);
        test::writeSmallestModel(base);
        fs::remove(model / unetFile);
        const nlohmann::json index{{"weight_map", {{"conv_in.weight", "shard.safetensors"}}}};
        test::writeText(model / "unet/diffusion_pytorch_model.safetensors.index.json", index.dump());
        const fs::path shard = model / "unet/shard.safetensors";
        fs::create_symlink(fs::path("../..") / "base" / unetFile, shard);
        QCOMPARE(refusalOf(model), QString());
        fs::rename(base / "unet", base / "vae/unet"); // no longer the model's UNet
        fs::remove(shard);
        fs::create_symlink(fs::path("../..") / "base/vae" / unetFile, shard);
        QVERIFY(refusalOf(model).contains("link out of its folder"));
        fs::rename(base / "vae/unet", base / "unet");
        fs::remove(base / "model_index.json"); // no longer a model
        fs::remove(shard);
        fs::create_symlink(fs::path("../..") / "base" / unetFile, shard);
        QVERIFY(refusalOf(model).contains("link out of its folder"));
    }

    void aBrokenShardIndexIsRefused_data()
    {
        QTest::addColumn<QByteArray>("index");
        QTest::newRow("no JSON") << QByteArray("weights");
        QTest::newRow("no map") << QByteArray("{}");
        QTest::newRow("empty map") << QByteArray(R"({"weight_map":{}})");
        QTest::newRow("number for a file") << QByteArray(R"({"weight_map":{"conv_in.weight":1}})");
        QTest::newRow("tensor that is not there")
            << QByteArray(R"({"weight_map":{"conv_in.bias":"shard.safetensors"}})");
        QTest::newRow("nested deeply") << QByteArray(R"({"weight_map":)" + QByteArray(1000000, '['));
    }
    void aBrokenShardIndexIsRefused()
    {
        QFETCH(QByteArray, index);
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        test::writeSmallestModel(root);
        fs::rename(root / unetFile, root / "unet/shard.safetensors");
        test::writeText(root / "unet/diffusion_pytorch_model.safetensors.index.json", index.toStdString());
        const QString message = refusalOf(root);
        QVERIFY2(message.contains("unet/") && message.contains("is damaged"), qPrintable(message));
    }

    void aPickleIsNeverExecuted_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* name : {"model.ckpt", "model.pt", "model.bin"})
            QTest::newRow(name) << name;
    }
    void aPickleIsNeverExecuted()
    {
        QFETCH(QString, file);
        QTemporaryDir folder;
        const QString canary = folder.filePath("canary");
        const std::string pickle = "cos\nsystem\n(S'touch " + canary.toStdString() + "'\ntR.";
        const fs::path path = folder.filePath(file).toStdString();
        for (const std::string& prefix : {std::string(), std::string("\x80\x02")}) {
            test::writeText(path, prefix + pickle);
            const QString message = refusalOf(path);
            QVERIFY2(message.contains(file), qPrintable(message));
            QVERIFY2(message.contains("unsafe format") && message.contains("convert it to safetensors"),
                qPrintable(message));
            QVERIFY(!QFile::exists(canary));
        }
    }

    void anotherKindOfModelIsDescribedAndNotDrawnWith_data()
    {
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<Family>("family");
        QTest::addColumn<QString>("kind");
        const QStringList diffusion{"model.diffusion_model.input_blocks.0.0.weight",
            "first_stage_model.decoder.conv_in.weight",
            "conditioner.embedders.0.transformer.text_model.final_layer_norm.weight"};
        QTest::newRow("Stable Diffusion XL")
            << diffusion + QStringList{"model.diffusion_model.label_emb.0.0.weight"} << Family::stableDiffusionXL
            << "a Stable Diffusion XL model";
        QTest::newRow("unCLIP") << diffusion
                + QStringList{"model.diffusion_model.label_emb.0.0.weight", "embedder.model.visual.proj"}
                                << Family::stableDiffusion2 << "a Stable Diffusion 2, unCLIP model";
        QTest::newRow("Stable Diffusion 3")
            << QStringList{"model.diffusion_model.joint_blocks.0.x_block.mlp.fc1.weight"}
            << Family::stableDiffusion3 << "a Stable Diffusion 3 model";
        QTest::newRow("FLUX") << QStringList{"double_blocks.0.img_attn.norm.key_norm.scale"} << Family::flux
                              << "a FLUX model";
        QTest::newRow("ControlNet, original") << QStringList{"control_model.time_embed.0.weight"} + diffusion
                                              << Family::controlNet << "a ControlNet";
        QTest::newRow("ControlNet, diffusers")
            << QStringList{"controlnet_cond_embedding.conv_in.weight"} << Family::controlNet << "a ControlNet";
        QTest::newRow("LoRA, kohya") << QStringList{"lora_unet_mid_block_attentions_0_proj_in.lora_up.weight"}
                                     << Family::lora << "a LoRA";
        QTest::newRow("LoRA, PEFT") << QStringList{"unet.mid_block.attentions.0.proj_in.lora_A.weight"}
                                    << Family::lora << "a LoRA";
    }
    void anotherKindOfModelIsDescribedAndNotDrawnWith()
    {
        QFETCH(QStringList, keys);
        QFETCH(Family, family);
        QFETCH(QString, kind);
        QTemporaryDir folder;
        const fs::path path = folder.filePath("other.safetensors").toStdString();
        TensorFile content;
        for (const QString& key : keys)
            content.tensors[key.toStdString()] = at::zeros({8, 4, 3, 3});
        writeTensorFile(path, content);
        const Checkpoint checkpoint = Checkpoint::open(path);
        const ModelDescription& description = checkpoint.description();
        QCOMPARE(description.family, family);
        QVERIFY(!description.drawable() && description.bytes > 0 && description.parameters > 0);
        const QString why = QString::fromStdString(description.whyNotDrawable);
        const char* instead = family == Family::controlNet ? "--control-model" : "use a Stable Diffusion 1.x";
        QVERIFY2(why.contains("other.safetensors") && why.contains("is " + kind + ",") && why.contains(instead),
            qPrintable(why));
    }

    void aFolderOfAnotherKindIsDescribedAndNotDrawnWith_data()
    {
        QTest::addColumn<QString>("component");
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<Family>("family");
        QTest::addColumn<QString>("kind");
        QTest::newRow("Stable Diffusion XL") << "unet" << QStringList{"add_embedding.linear_1.weight"}
                                             << Family::stableDiffusionXL << "a Stable Diffusion XL model";
        QTest::newRow("unCLIP") << "unet" << QStringList{"class_embedding.linear_1.weight"}
                                << Family::stableDiffusion2 << "a Stable Diffusion 2, unCLIP model";
        QTest::newRow("Stable Diffusion 3")
            << "transformer" << QStringList{"transformer_blocks.0.attn.add_q_proj.weight"}
            << Family::stableDiffusion3 << "a Stable Diffusion 3 model";
        QTest::newRow("FLUX") << "transformer"
                              << QStringList{"transformer_blocks.0.attn.add_q_proj.weight",
                                     "single_transformer_blocks.0.attn.to_q.weight"}
                              << Family::flux << "a FLUX model";
    }
    void aFolderOfAnotherKindIsDescribedAndNotDrawnWith()
    {
        QFETCH(QString, component);
        QFETCH(QStringList, keys);
        QFETCH(Family, family);
        QFETCH(QString, kind);
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        test::writeSmallestModel(root);
        std::map<std::string, at::Tensor> tensors;
        for (const QString& key : keys)
            tensors[key.toStdString()] = at::zeros({8, 8});
        test::addTensors(root / unetFile, tensors);
        fs::rename(root / "unet", root / component.toStdString());
        fs::copy(root / "text_encoder", root / "text_encoder_2");
        const Checkpoint checkpoint = Checkpoint::open(root);
        const ModelDescription& description = checkpoint.description();
        QCOMPARE(description.family, family);
        QCOMPARE(description.files.size(), 4u);
        QCOMPARE(checkpoint.sha256().size(), 64u);
        const QString why = QString::fromStdString(description.whyNotDrawable);
        QVERIFY2(why.contains(folder.path()) && why.contains("is " + kind + ","), qPrintable(why));
    }

    void aFileThatIsNoWholeModelIsRefused_data()
    {
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QString>("why");
        const QString unet = "model.diffusion_model.input_blocks.0.0.weight";
        QTest::newRow("anything") << QStringList{"layers.0.weight"} << "no diffusion model";
        QTest::newRow("a UNet of diffusers") << QStringList{"conv_in.weight"} << "only one part";
        QTest::newRow("a text encoder") << QStringList{"text_model.final_layer_norm.weight"} << "only one part";
        QTest::newRow("no VAE") << QStringList{unet,
            "cond_stage_model.transformer.text_model.final_layer_norm.weight"}
                                << "no VAE";
        QTest::newRow("no text encoder")
            << QStringList{unet, "first_stage_model.decoder.conv_in.weight"} << "no text encoder";
        QTest::newRow("a fused projection of no three parts")
            << QStringList{unet, "first_stage_model.decoder.conv_in.weight",
                   "cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight",
                   "cond_stage_model.model.transformer.resblocks.1.attn.in_proj_weight"}
            << "resblocks.0.attn.in_proj_weight";
    }
    void aFileThatIsNoWholeModelIsRefused()
    {
        QFETCH(QStringList, keys);
        QFETCH(QString, why);
        QTemporaryDir folder;
        const fs::path path = folder.filePath("piece.safetensors").toStdString();
        TensorFile content;
        for (const QString& key : keys)
            content.tensors[key.toStdString()] = at::zeros({8, 4, 3, 3});
        writeTensorFile(path, content);
        const QString message = refusalOf(path);
        QVERIFY2(message.startsWith('"' + folder.filePath("piece.safetensors") + '"') && message.contains(why),
            qPrintable(message));
    }

    void aMissingPathIsRefused()
    {
        QCOMPARE(refusalOf("/nowhere/model"), "There is no model \"/nowhere/model\"; check the path.");
    }

    void aPartThatIsNotThereIsNamed()
    {
        QTemporaryDir folder;
        test::writeSmallestModel(folder.path().toStdString());
        const Checkpoint checkpoint = Checkpoint::open(folder.path().toStdString());
        const QString message = test::messageOf([&] { checkpoint.load(Part::taesd, at::kFloat, false); });
        QVERIFY2(message.contains(folder.path()) && message.contains("TAESD"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(CheckpointRefusalsTest)
#include "tst_checkpoint_refusals.moc"
