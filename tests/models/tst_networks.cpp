#include <base/cpu.h>
#include <base/error.h>
#include <models/clip.h>
#include <models/taesd.h>
#include <models/unet.h>
#include <models/vae.h>
#include <models/vae_tiles.h>
#include <nn/layers.h>
#include <nn/precision.h>
#include <nn/stop.h>
#include <weights/checkpoint.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>

#include <QDir>
#include <QTest>
#include <thread>

using namespace tarn;

namespace {

constexpr double tolerance = 1e-4;

double distance(const at::Tensor& a, const at::Tensor& b)
{
    if (a.sizes() != b.sizes())
        throw std::runtime_error("the shapes differ");
    return (a - b).abs().max().item<double>();
}

} // namespace

/// Every network alone, beside diffusers and transformers in the same run.
class TestNetworks : public QObject {
    Q_OBJECT

private:
    std::map<int, QString> m_cases; // by seed
    const c10::InferenceMode m_inference;

    std::filesystem::path model(int seed, const QString& name) const
    {
        return (test::tinyModels(seed) + "/" + name).toStdString();
    }

    TensorFile fixture(int seed, const QString& name) const
    {
        return readTensorFile((m_cases.at(seed) + "/" + name + ".safetensors").toStdString());
    }

    void rows(const QStringList& models) const
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("name");
        for (const int seed : {0, test::randomSeed()})
            for (const QString& name : models)
                QTest::addRow("%s, seed %d", qPrintable(name), seed) << seed << name;
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareComputeEnvironment();
        for (const int seed : {0, test::randomSeed()}) {
            m_cases[seed] = test::referenceFolder("parity/reference_cases.py",
                {"--models", test::tinyModels(seed), "--seed", QString::number(seed), "--parts", "sd15", "sd2-v",
                    "sd2-depth", "sd15-inpaint", "sd-x4-upscaler", "taesd"});
        }
    }

    void textEncoderGivesWhatTransformersGives_data() { rows({"sd15", "sd2-v", "sd2-depth", "sd-x4-upscaler"}); }
    void textEncoderGivesWhatTransformersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        const TensorFile expected = fixture(seed, name + ".text_encoder");
        const Checkpoint checkpoint = Checkpoint::open(model(seed, name));
        const WeightTable table = checkpoint.load(Part::textEncoder, at::kFloat, false);
        const ClipShape shape = ClipShape::detect(Weights(table), checkpoint.config(Part::textEncoder));
        const at::Tensor ids = expected.tensors.at("in.ids");
        QCOMPARE_LE(distance(clipText(Weights(table), shape, ids, 0), expected.tensors.at("out.last")), tolerance);
        const at::Tensor normed =
            layerNorm(Weights(table)["final_layer_norm"], expected.tensors.at("out.penultimate"), shape.normEps);
        QCOMPARE_LE(distance(clipText(Weights(table), shape, ids, 1), normed), tolerance);
    }

    void unetGivesWhatDiffusersGives_data()
    {
        rows({"sd15", "sd2-v", "sd2-depth", "sd15-inpaint", "sd-x4-upscaler"});
    }
    void unetGivesWhatDiffusersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        const TensorFile expected = fixture(seed, name + ".unet");
        const Checkpoint checkpoint = Checkpoint::open(model(seed, name));
        const WeightTable table = checkpoint.load(Part::unet, at::kFloat, true);
        const UNetShape shape = UNetShape::detect(Weights(table), checkpoint.config(Part::unet));
        UNetInput input{expected.tensors.at("in.x"), expected.tensors.at("in.t").to(at::kFloat),
            expected.tensors.at("in.context"), at::Tensor()};
        if (expected.tensors.contains("in.noise_level"))
            input.classes = expected.tensors.at("in.noise_level");
        QCOMPARE_LE(distance(unet(Weights(table), shape, input), expected.tensors.at("out.y")), tolerance);
        QVERIFY2(table.unasked().empty(), "every tensor of the UNet takes part");
    }

    void vaeGivesWhatDiffusersGives_data()
    {
        rows({"sd15", "sd2-v", "sd2-depth", "sd15-inpaint", "sd-x4-upscaler"});
    }
    void vaeGivesWhatDiffusersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        const TensorFile expected = fixture(seed, name + ".vae");
        const Checkpoint checkpoint = Checkpoint::open(model(seed, name));
        const WeightTable table = checkpoint.load(Part::vae, at::kFloat, true);
        const VaeShape shape = VaeShape::detect(Weights(table), checkpoint.config(Part::vae));
        const LatentDistribution latent = vaeEncode(Weights(table), shape, expected.tensors.at("in.pixels"));
        QCOMPARE_LE(distance(latent.mean, expected.tensors.at("out.mean")), tolerance);
        QCOMPARE_LE(distance(latent.logVariance, expected.tensors.at("out.logvar")), tolerance);
        const at::Tensor pixels = vaeDecode(Weights(table), shape, expected.tensors.at("in.latents"));
        QCOMPARE_LE(distance(pixels, expected.tensors.at("out.decoded")), tolerance);
        QVERIFY2(table.unasked().empty(), "every tensor of the VAE takes part");
    }

    void theVaeInTilesGivesWhatDiffusersGives_data() { rows({"sd15"}); }
    void theVaeInTilesGivesWhatDiffusersGives()
    {
        QFETCH(int, seed);
        const TensorFile expected = fixture(seed, "sd15.vae-tiled");
        const Checkpoint checkpoint = Checkpoint::open(model(seed, "sd15"));
        const WeightTable table = checkpoint.load(Part::vae, at::kFloat, true);
        const Weights w(table);
        const VaeShape shape = VaeShape::detect(w, checkpoint.config(Part::vae));
        const int side = shape.trainedSide;
        const at::Tensor& given = expected.tensors.at("in.pixels");
        QVERIFY(vaeTiles(int(given.size(3)), int(given.size(2)), side) > 1);
        const LatentDistribution latent = vaeEncodeTiled(w, shape, given, side);
        QCOMPARE_LE(distance(latent.mean, expected.tensors.at("out.mean")), tolerance);
        QCOMPARE_LE(distance(latent.logVariance, expected.tensors.at("out.logvar")), tolerance);
        const at::Tensor& latents = expected.tensors.at("in.latents");
        const at::Tensor pixels = vaeDecodeTiled(w, shape, latents, side);
        QCOMPARE_LE(distance(pixels, expected.tensors.at("out.decoded")), tolerance);
        QVERIFY(!pixels.allclose(vaeDecode(w, shape, latents), 1e-4, 1e-4)); // each tile has its own statistics
        const at::Tensor small = latents.slice(2, 0, side / shape.factor()).slice(3, 0, side / shape.factor());
        QVERIFY(vaeDecodeTiled(w, shape, small, side).equal(vaeDecode(w, shape, small)));
    }

    void tinyAutoencoderGivesWhatDiffusersGives_data() { rows({"taesd"}); }
    void tinyAutoencoderGivesWhatDiffusersGives()
    {
        QFETCH(int, seed);
        const TensorFile expected = fixture(seed, "taesd");
        const Checkpoint checkpoint = Checkpoint::open(model(seed, "taesd"));
        const WeightTable table = checkpoint.load(Part::taesd, at::kFloat, true);
        const at::Tensor latents = taesdEncode(Weights(table), expected.tensors.at("in.pixels"));
        QCOMPARE_LE(distance(latents, expected.tensors.at("out.encoded")), tolerance);
        const at::Tensor pixels = taesdDecode(Weights(table), expected.tensors.at("in.latents"));
        QCOMPARE_LE(distance(pixels, expected.tensors.at("out.decoded")), tolerance);
        QVERIFY(table.unasked().empty());
    }

    void aWronglyShapedTensorIsNamedBeforeAnythingIsComputed()
    {
        const Checkpoint checkpoint = Checkpoint::open(model(0, "sd15"));
        WeightTable damaged;
        for (const auto& [name, param] : checkpoint.shapes(Part::unet))
            damaged.insert(
                name, name == "middle_block.1.proj_in.weight" ? param.dense().narrow(0, 0, 3) : param.dense());
        const UNetShape shape = UNetShape::detect(Weights(damaged), checkpoint.config(Part::unet));
        const auto meta = at::TensorOptions().device(at::kMeta);
        const UNetInput input{at::empty({1, 4, 16, 16}, meta), at::empty({1}, meta),
            at::empty({1, 77, shape.contextWidth}, meta), at::Tensor()};
        QVERIFY_THROWS_EXCEPTION(ModelError, unet(Weights(damaged), shape, input));
        try {
            unet(Weights(damaged), shape, input);
        } catch (const ModelError& e) {
            QVERIFY(QString(e.what()).contains("middle_block.1"));
        }
    }

    void aStopEndsANetworkBetweenItsBlocks()
    {
        const Checkpoint checkpoint = Checkpoint::open(model(0, "sd15"));
        const WeightTable table = checkpoint.load(Part::vae, at::kFloat, true);
        const VaeShape shape = VaeShape::detect(Weights(table), checkpoint.config(Part::vae));
        std::stop_source stop;
        stop.request_stop();
        const StopScope listening(stop.get_token());
        QVERIFY_THROWS_EXCEPTION(Cancelled, vaeDecode(Weights(table), shape, at::zeros({1, 4, 8, 8})));
    }

    void denormalsAreFlushedOnEveryThreadOfThePool()
    {
        std::int64_t left = -1;
        std::thread([&] { // with a pool of its own, as the engine's worker has
            flushDenormals();
            const at::Tensor tiny = at::full({1 << 20}, 1e-30f); // large enough to be shared out
            left = (tiny * 1e-10f).count_nonzero().item<std::int64_t>();
        })
            .join();
        QCOMPARE(left, 0);
    }

    void bf16StaysCloseToFp32()
    {
        const TensorFile expected = fixture(0, "sd15.unet");
        const Checkpoint checkpoint = Checkpoint::open(model(0, "sd15"));
        const WeightTable table = checkpoint.load(Part::unet, at::kBFloat16, true);
        const UNetShape shape = UNetShape::detect(Weights(table), checkpoint.config(Part::unet));
        const UNetInput input{
            expected.tensors.at("in.x").to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast),
            expected.tensors.at("in.t").to(at::kFloat), expected.tensors.at("in.context").to(at::kBFloat16),
            at::Tensor()};
        const at::Tensor y = unet(Weights(table), shape, input);
        QVERIFY2(y.is_contiguous(at::MemoryFormat::ChannelsLast), "the whole network runs channels-last");
        const at::Tensor exact = expected.tensors.at("out.y");
        const double relative = ((y.to(at::kFloat) - exact).norm() / exact.norm()).item<double>();
        QCOMPARE_LE(relative, 0.03);
    }
};

QTEST_GUILESS_MAIN(TestNetworks)
#include "tst_networks.moc"
