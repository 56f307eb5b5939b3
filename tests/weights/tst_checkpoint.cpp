#include "model_copy.h"
#include "model_spellings.h"

#include <base/error.h>
#include <base/sha256.h>
#include <weights/checkpoint.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <support/reference.h>

#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace tarn;
namespace fs = std::filesystem;

namespace {

constexpr Part networks[] = {Part::unet, Part::vae, Part::textEncoder};

/// The first difference between two tables; empty for none.
QString difference(const WeightTable& a, const WeightTable& b)
{
    for (const auto& [name, param] : a) {
        const Param* other = b.find(name);
        if (!other)
            return QString::fromStdString(name + " is missing");
        if (!at::equal(param.dense().to(at::kFloat), other->dense().to(at::kFloat)))
            return QString::fromStdString(name + " differs");
    }
    return a.size() == b.size() ? QString() : QString("one has more tensors");
}

QString difference(const Checkpoint& a, const Checkpoint& b)
{
    for (const Part part : networks)
        if (const QString found = difference(a.load(part, at::kFloat, false), b.load(part, at::kFloat, false));
            !found.isEmpty())
            return found;
    return {};
}

} // namespace

/// Tiny models in every published layout.
class CheckpointTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    static fs::path model(int seed, const QString& name)
    {
        return (test::tinyModels(seed) + "/" + name).toStdString();
    }

    static void rows(const QStringList& names)
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("name");
        for (const int seed : {0, test::randomSeed()})
            for (const QString& name : names)
                QTest::addRow("%s, seed %d", qPrintable(name), seed) << seed << name;
    }

private Q_SLOTS:
    void aSingleFileHoldsWhatItsFolderHolds_data()
    {
        rows({"sd15-single", "sd15-inpaint-single", "sd21v-single"});
    }
    void aSingleFileHoldsWhatItsFolderHolds()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        const Checkpoint folder = Checkpoint::open(model(seed, name));
        const Checkpoint single = Checkpoint::open(model(seed, name + ".safetensors"));
        QCOMPARE(difference(folder, single), QString());
        const ModelDescription &a = folder.description(), &b = single.description();
        QCOMPARE(b.layout, Layout::singleFile);
        QCOMPARE(b.name, a.name);
        QCOMPARE(b.title, a.title);
        QCOMPARE(b.prediction, a.prediction);
        QCOMPARE(b.inputChannels, a.inputChannels);
        QCOMPARE(b.contextWidth, a.contextWidth);
        QCOMPARE(b.parameters, a.parameters);
        QCOMPARE(single.publishedPadToken(), folder.publishedPadToken());
        QVERIFY(folder.tokenizerFolder().has_value() && !single.tokenizerFolder().has_value());
    }

    void aSingleFilesConfigIsItsFolders_data() { aSingleFileHoldsWhatItsFolderHolds_data(); }
    void aSingleFilesConfigIsItsFolders()
    {
        // What no tensor tells, or what only transformers reads.
        const std::set<std::string> free{"upcast_attention", "bos_token_id", "eos_token_id"};
        QFETCH(int, seed);
        QFETCH(QString, name);
        const Checkpoint folder = Checkpoint::open(model(seed, name));
        const Checkpoint single = Checkpoint::open(model(seed, name + ".safetensors"));
        const auto compare = [&](const nlohmann::json& made, const nlohmann::json& given) {
            for (const auto& [field, value] : made.items())
                if (!free.contains(field))
                    QVERIFY2(given.contains(field) && given[field] == value,
                        (field + " is " + value.dump() + " instead of "
                            + given.value(field, nlohmann::json()).dump())
                            .c_str());
        };
        for (const Part part : networks)
            compare(single.config(part), folder.config(part));
        compare(single.schedulerConfig(), folder.schedulerConfig());
    }

    void aFolderIsDescribedByItsKeys_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("prediction");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("pad");
        QTest::newRow("sd15") << "Stable Diffusion 1"
                              << "eps" << 4 << 49407;
        QTest::newRow("sd15-inpaint") << "Stable Diffusion 1, inpaint"
                                      << "eps" << 9 << 49407;
        QTest::newRow("sd2-v") << "Stable Diffusion 2"
                               << "v" << 4 << 0;
        QTest::newRow("sd2-depth") << "Stable Diffusion 2, depth"
                                   << "eps" << 5 << 0;
        QTest::newRow("sd-x4-upscaler") << "Stable Diffusion 2, x4 upscaler"
                                        << "v" << 7 << 0;
    }
    void aFolderIsDescribedByItsKeys()
    {
        QFETCH(QString, title);
        QFETCH(QString, prediction);
        QFETCH(int, channels);
        QFETCH(int, pad);
        for (const int seed : {0, test::randomSeed()}) {
            const Checkpoint checkpoint = Checkpoint::open(model(seed, QTest::currentDataTag()));
            const ModelDescription& description = checkpoint.description();
            QCOMPARE(description.title, title.toStdString());
            QCOMPARE(description.prediction, prediction.toStdString());
            QCOMPARE(description.inputChannels, channels);
            QCOMPARE(description.latentChannels, 4);
            QCOMPARE(checkpoint.publishedPadToken(), pad);
            QCOMPARE(description.files.size(), checkpoint.has(Part::depthEstimator) ? 4u : 3u);
            QCOMPARE(checkpoint.has(Part::depthEstimator), channels == 5);
            QVERIFY(description.drawable());
        }
    }

    void everySpellingGivesTheSameTensors_data()
    {
        QTest::addColumn<test::Spelling>("spelling");
        for (const test::Spelling& spelling : test::spellings())
            QTest::newRow(spelling.title) << spelling;
    }
    void everySpellingGivesTheSameTensors()
    {
        QFETCH(test::Spelling, spelling);
        const QString original = spelling.model;
        QTemporaryDir folder;
        for (const int seed : {0, test::randomSeed()}) {
            const fs::path copy = folder.filePath(QString::number(seed) + original).toStdString();
            test::copyModel(model(seed, original), copy);
            spelling.change(copy);
            const Checkpoint changed = Checkpoint::open(copy), before = Checkpoint::open(model(seed, original));
            QCOMPARE(difference(before, changed), QString());
            QCOMPARE(changed.description().title, before.description().title);
        }
    }

    void halfPrecisionVariantsAreFound()
    {
        const fs::path copy = m_folder.filePath("fp16").toStdString();
        test::copyModel(model(0, "sd15"), copy);
        for (const char* stem :
            {"unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model", "text_encoder/model"}) {
            const fs::path plain = copy / (std::string(stem) + ".safetensors");
            TensorFile content = readTensorFile(plain);
            for (auto& [name, tensor] : content.tensors)
                tensor = tensor.to(at::kHalf);
            writeTensorFile(copy / (std::string(stem) + ".fp16.safetensors"), content);
            fs::remove(plain);
        }
        const Checkpoint half = Checkpoint::open(copy), full = Checkpoint::open(model(0, "sd15"));
        for (const Part part : networks)
            QCOMPARE(difference(full.load(part, at::kHalf, false), half.load(part, at::kHalf, false)), QString());
    }

    void shardsGiveTheWholeNetwork_data()
    {
        QTest::addColumn<QString>("index");
        QTest::newRow("plain") << "diffusion_pytorch_model.safetensors.index.json";
        QTest::newRow("fp16") << "diffusion_pytorch_model.safetensors.index.fp16.json";
    }
    void shardsGiveTheWholeNetwork()
    {
        QFETCH(QString, index);
        QTemporaryDir folder;
        const fs::path copy = folder.filePath("sharded").toStdString();
        test::copyModel(model(0, "sd15"), copy);
        const TensorFile content = readTensorFile(copy / "unet/diffusion_pytorch_model.safetensors");
        fs::remove(copy / "unet/diffusion_pytorch_model.safetensors");
        TensorFile shards[3];
        nlohmann::json map;
        int next = 0;
        for (const auto& [name, tensor] : content.tensors) {
            const int shard = next++ % 3;
            shards[shard].tensors.emplace(name, tensor);
            map[name] = "shard-" + std::to_string(shard) + ".safetensors";
        }
        for (int i = 0; i < 3; ++i)
            writeTensorFile(copy / "unet" / ("shard-" + std::to_string(i) + ".safetensors"), shards[i]);
        test::writeText(copy / "unet" / index.toStdString(), nlohmann::json{{"weight_map", map}}.dump());
        const Checkpoint sharded = Checkpoint::open(copy), whole = Checkpoint::open(model(0, "sd15"));
        QCOMPARE(difference(whole, sharded), QString());
        QCOMPARE(sharded.description().files.size(), 5u);
        QCOMPARE(sharded.description().parameters, whole.description().parameters);
        QCOMPARE_NE(sharded.sha256(), whole.sha256());
    }

    void weightsAreConvertedAndLaidOutAsAskedFor_data()
    {
        QTest::addColumn<at::ScalarType>("stored");
        QTest::addColumn<at::ScalarType>("wanted");
        QTest::addColumn<bool>("channelsLast");
        for (const at::ScalarType stored :
            {at::kFloat, at::kHalf, at::kBFloat16, at::kFloat8_e4m3fn, at::kFloat8_e5m2})
            for (const at::ScalarType wanted : {at::kFloat, at::kHalf, at::kBFloat16})
                for (const bool channelsLast : {false, true})
                    QTest::addRow("%s as %s%s", at::toString(stored), at::toString(wanted),
                        channelsLast ? ", channels last" : "")
                        << stored << wanted << channelsLast;
    }
    void weightsAreConvertedAndLaidOutAsAskedFor()
    {
        QFETCH(at::ScalarType, stored);
        QFETCH(at::ScalarType, wanted);
        QFETCH(bool, channelsLast);
        QTemporaryDir folder;
        const fs::path copy = folder.filePath("copy").toStdString();
        test::copyModel(model(0, "sd15"), copy);
        const fs::path file = copy / "vae/diffusion_pytorch_model.safetensors";
        TensorFile content = readTensorFile(file);
        for (auto& [name, tensor] : content.tensors)
            tensor = tensor.to(stored);
        writeTensorFile(file, content);
        const WeightTable table = Checkpoint::open(copy).load(Part::vae, wanted, channelsLast);
        const at::Tensor given = content.tensors.at("encoder.down_blocks.0.resnets.0.conv1.weight");
        const at::Tensor loaded = table.find("encoder.down.0.block.0.conv1.weight")->dense();
        QVERIFY(at::equal(loaded, given.to(wanted)));
        for (const auto& [name, param] : table) {
            QCOMPARE(param.dense().scalar_type(), wanted);
            QVERIFY(param.dense().is_contiguous(channelsLast && param.dense().dim() == 4
                    ? at::MemoryFormat::ChannelsLast
                    : at::MemoryFormat::Contiguous));
        }
    }

    void weightsOutliveTheirCheckpoint()
    {
        const fs::path copy = m_folder.filePath("short-lived.safetensors").toStdString();
        test::copyModel(model(0, "sd15-single.safetensors"), copy);
        const WeightTable table = Checkpoint::open(copy).load(Part::unet, at::kFloat, false);
        fs::remove(copy);
        const WeightTable expected = Checkpoint::open(model(0, "sd15-single")).load(Part::unet, at::kFloat, false);
        QCOMPARE(difference(table, expected), QString());
    }

    void loadingCanBeGivenUp()
    {
        const Checkpoint checkpoint = Checkpoint::open(model(0, "sd15"));
        const int threads = at::get_num_threads();
        at::set_num_threads(1); // so that this thread takes every tensor
        int calls = 0;
        const auto giveUp = [&] {
            if (++calls == 2)
                throw Cancelled{};
        };
        QVERIFY_EXCEPTION_THROWN(checkpoint.load(Part::unet, at::kBFloat16, true, giveUp), Cancelled);
        at::set_num_threads(threads);
        QCOMPARE(calls, 2);
    }

    void shapesAreThoseOfTheWeights_data()
    {
        rows({"sd15", "sd2-v", "sd-x4-upscaler", "sd21v-single.safetensors"});
    }
    void shapesAreThoseOfTheWeights()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        const Checkpoint checkpoint = Checkpoint::open(model(seed, name));
        for (const Part part : networks) {
            const WeightTable shapes = checkpoint.shapes(part), weights = checkpoint.load(part, at::kFloat, true);
            QCOMPARE(shapes.size(), weights.size());
            for (const auto& [key, param] : weights) {
                QVERIFY(shapes.find(key)->dense().is_meta());
                QCOMPARE(shapes.find(key)->shape(), param.shape());
            }
        }
    }

    void vPredictionIsReadFromASingleFilesWeights_data()
    {
        QTest::addColumn<double>("deviation");
        QTest::addColumn<QString>("prediction");
        QTest::newRow("wide") << 0.11 << "v";
        QTest::newRow("narrow") << 0.07 << "eps";
    }
    void vPredictionIsReadFromASingleFilesWeights()
    {
        QFETCH(double, deviation);
        QFETCH(QString, prediction);
        QTemporaryDir folder;
        const fs::path copy = folder.filePath("copy.safetensors").toStdString();
        TensorFile content = readTensorFile(model(0, "sd21v-single.safetensors"));
        at::Tensor& bias =
            content.tensors.at("model.diffusion_model.output_blocks.11.1.transformer_blocks.0.norm1.bias");
        bias = bias / bias.std() * deviation;
        writeTensorFile(copy, content);
        const Checkpoint checkpoint = Checkpoint::open(copy);
        QCOMPARE(checkpoint.description().prediction, prediction.toStdString());
        const nlohmann::json& scheduler = checkpoint.schedulerConfig();
        QVERIFY(scheduler["prediction_type"] == (prediction == "v" ? "v_prediction" : "epsilon"));
        QVERIFY(scheduler["_class_name"] == (prediction == "v" ? "DDIMScheduler" : "PNDMScheduler"));
    }

    void taesdComesUnderItsOriginalNames_data() { rows({"taesd"}); }
    void taesdComesUnderItsOriginalNames()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        const TensorFile stored = readTensorFile(model(seed, name) / "diffusion_pytorch_model.safetensors");
        for (const fs::path& path :
            {model(seed, name), model(seed, name) / "diffusion_pytorch_model.safetensors"}) {
            const Checkpoint checkpoint = Checkpoint::open(path);
            QCOMPARE(checkpoint.description().family, Family::taesd);
            QVERIFY(checkpoint.has(Part::taesd) && !checkpoint.has(Part::unet)
                && !checkpoint.description().drawable());
            const WeightTable table = checkpoint.load(Part::taesd, at::kFloat, false);
            QCOMPARE(table.size(), stored.tensors.size());
            for (const auto& [ours, theirs] : {std::pair{"encoder.0.weight", "encoder.layers.0.weight"},
                     {"encoder.1.conv.2.bias", "encoder.layers.1.conv.2.bias"},
                     {"decoder.1.weight", "decoder.layers.0.weight"},
                     {"decoder.3.conv.0.weight", "decoder.layers.2.conv.0.weight"}})
                QVERIFY2(at::equal(table.find(ours)->dense(), stored.tensors.at(theirs)), ours);
        }
    }

    void digestsAreThoseOfTheFiles()
    {
        const Checkpoint folder = Checkpoint::open(model(0, "sd15"));
        QCOMPARE(folder.sha256(), sha256File(model(0, "sd15") / "unet/diffusion_pytorch_model.safetensors"));
        QCOMPARE(
            folder.sha256(Part::textEncoder), sha256File(model(0, "sd15") / "text_encoder/model.safetensors"));
        const fs::path file = model(0, "sd15-single.safetensors");
        QCOMPARE(Checkpoint::open(file).sha256(), sha256File(file));
        QCOMPARE(Checkpoint::open(file).sha256(Part::vae), sha256File(file));
    }

    void aPaddingTokenIsFoundInTheTokenizersFiles_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("special");
        QTest::addColumn<int>("pad");
        QTest::newRow("text") << R"({"pad_token":"!"})"
                              << "" << 0;
        QTest::newRow("object") << R"({"pad_token":{"content":"<|endoftext|>","lstrip":false}})"
                                << "" << 49407;
        QTest::newRow("only in the special tokens") << R"({"pad_token":null})"
                                                    << R"({"pad_token":"!"})" << 0;
        QTest::newRow("nowhere, by family") << "{}"
                                            << "" << 49407;
    }
    void aPaddingTokenIsFoundInTheTokenizersFiles()
    {
        QFETCH(QString, config);
        QFETCH(QString, special);
        QFETCH(int, pad);
        QTemporaryDir folder;
        const fs::path copy = folder.filePath("copy").toStdString();
        test::copyModel(model(0, "sd15"), copy);
        test::writeText(copy / "tokenizer/tokenizer_config.json", config.toStdString());
        if (!special.isEmpty())
            test::writeText(copy / "tokenizer/special_tokens_map.json", special.toStdString());
        QCOMPARE(Checkpoint::open(copy).publishedPadToken(), pad);
    }
};

QTEST_GUILESS_MAIN(CheckpointTest)
#include "tst_checkpoint.moc"
