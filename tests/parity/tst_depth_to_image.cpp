#include "picture_case.h"

#include <image/read.h>
#include <pipelines/depth_map.h>

#include <ATen/core/grad_mode.h>

using namespace tarn;

namespace {

/// The cases of depth_cases.py and the samplers they are drawn with.
const test::CaseSamplers cases{{"depth2img-sd2-depth", "pndm"}, {"depth2img-sd2-depth-single", "pndm"},
    {"depth2img-ddim-map", "ddim"}, {"depth2img-euler-a-large-map", "euler_ancestral"},
    {"depth2img-unguided", "ddim"}};

} // namespace

/// Depth estimation beside transformers', depth to image beside diffusers', in the same run.
class TestDepthToImage : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    const c10::InferenceMode m_inference;

    std::map<int, QString> m_cases; // folders by seed

    static QString modelOf(int seed, const QString& name) { return test::tinyModels(seed) + "/" + name; }
    static QString model(const QString& name) { return modelOf(0, name); }

    QString fixture(int seed, const QString& name) const { return m_cases.at(seed) + "/" + name + ".safetensors"; }

    QString refusal(const QStringList& arguments) const
    {
        return test::refusal(m_folder, QStringList{"a lake"} + arguments, 1);
    }

    QString picture(const QString& name, at::IntArrayRef shape) const
    {
        const QString file = m_folder.filePath(name);
        test::writePicture(file, at::randint(0, 256, shape, at::kByte));
        return file;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const test::ReferenceRun& run : test::referenceRuns())
            m_cases[run.seed] = test::casesOf("depth_cases.py", run);
    }

    void theEstimatorGivesWhatTransformersGives_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("file");
        for (const test::ReferenceRun& run : test::referenceRuns())
            for (const char* file : {"sd2-depth", "sd2-depth-single", "sd2-depth-single.safetensors"})
                QTest::addRow("%s, seed %d", file, run.seed)
                    << run.seed << QString(file).remove(".safetensors") << QString(file);
    }
    void theEstimatorGivesWhatTransformersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        QFETCH(QString, file);
        const TensorFile expected = readTensorFile(fixture(seed, "estimate-" + name).toStdString());
        const QString source = m_folder.filePath("picture.png");
        test::writePicture(source, expected.tensors.at("in.image"));
        const DepthEstimator estimator(Checkpoint::open(modelOf(seed, file).toStdString()));
        const Image image = readImage(source.toStdString());
        for (const auto& [fit, which] :
            {std::pair(DepthFit::squash, "out.squash"), {DepthFit::aspect, "out.aspect"}}) {
            const at::Tensor reference = expected.tensors.at(which);
            QVERIFY(reference.max().item<float>() > reference.min().item<float>());
            QCOMPARE_LE(test::distance(estimator.estimate(image, fit)[0], reference), 1e-4);
        }
    }

    void theCommandWritesTheMapAlone()
    {
        const QString source = picture("picture.png", {48, 64, 3}), map = m_folder.filePath("map.png");
        const test::ProgramResult result =
            test::runTarn({"depth", source, "--output", map, "--model", model("sd2-depth/depth_estimator")});
        QVERIFY2(result.exitCode == 0, result.errors);
        const Image written = readImage(map.toStdString());
        QCOMPARE(written.channels, 1);
        QCOMPARE(written.bits, 16);
        // The bare estimator's image processor is the published one: 384 x 384.
        const DepthEstimator estimator(Checkpoint::open(model("sd2-depth/depth_estimator").toStdString()));
        const at::Tensor estimate = estimator.estimate(readImage(source.toStdString()), DepthFit::squash);
        QVERIFY(estimate.sizes() == at::IntArrayRef({1, 1, 384, 384}));
        const at::Tensor resized = resizedDepth(estimate, written.height, written.width);
        const at::Tensor levels = (resized - resized.min()) / (resized.max() - resized.min());
        QCOMPARE_LE(test::distance(depthFromPicture(written), levels), 1e-4);
    }

    void everyStepIsWhatDiffusersGives_data() { test::addCaseRows(cases, "depth2img-sd2-depth-single"); }
    void everyStepIsWhatDiffusersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        QFETCH(QString, extension);
        test::compareWithReference(
            m_folder, test::tinyModels(seed), m_cases.at(seed), name, cases.at(name), {}, extension);
    }

    void aFlatMapIsFarEverywhere()
    {
        test::writePicture(m_folder.filePath("flat.png"), at::full({48, 64}, 90, at::kByte));
        const QStringList arguments{"a lake", "--model", model("sd2-depth"), "--image",
            picture("p.png", {48, 64, 3}), "--steps", "3", "--seed", "5", "--depth",
            m_folder.filePath("flat.png")};
        const TensorFile flat = test::draw(m_folder, arguments);
        QVERIFY(at::isfinite(flat.tensors.at("latents")).all().item<bool>());
        const QString handed = m_folder.filePath("depth.safetensors");
        writeTensorFile(handed.toStdString(), {{{"depth", at::full({1, 1, 24, 32}, -1.0f)}}, {}});
        const TensorFile far = test::draw(m_folder,
            arguments.mid(0, arguments.size() - 1)
                + QStringList{picture("any.png", {48, 64}), "--tensors-in", handed});
        QVERIFY(flat.tensors.at("latents").equal(far.tensors.at("latents")));
    }

    void sizesThatDoNotDivideArePaddedAndCropped()
    {
        const TensorFile got = test::draw(m_folder,
            {"a lake", "--model", model("sd2-depth-single"), "--image", picture("odd.png", {61, 83, 3}), "--depth",
                picture("odd-map.png", {61, 83}), "--depth-resize", "aspect", "--steps", "3"});
        QVERIFY(got.tensors.at("image").sizes() == at::IntArrayRef({1, 3, 61, 83}));
        QVERIFY(got.tensors.at("latents").sizes() == at::IntArrayRef({1, 4, 8, 11}));
    }

    void aMapAloneIsDrawnAlongFromPureNoise()
    {
        const QString map = picture("map-alone.png", {64, 64});
        const QStringList arguments{
            "a lake", "--model", model("sd2-depth"), "--size", "64x64", "--steps", "3", "--seed", "2", "--depth"};
        const TensorFile got = test::draw(m_folder, arguments + QStringList{map});
        const TensorFile other = test::draw(m_folder, arguments + QStringList{picture("map-b.png", {64, 64})});
        QCOMPARE(got.tensors.at("timesteps").numel(), 4); // pndm makes one call more
        QVERIFY(!got.tensors.at("latents").equal(other.tensors.at("latents")));
    }

    void underAMaskTheMapIsFollowedAndTheRestStays()
    {
        const QString source = picture("under.png", {48, 64, 3}), all = m_folder.filePath("all.png"),
                      half = m_folder.filePath("half.png");
        test::writePicture(all, at::full({48, 64}, 255, at::kByte));
        at::Tensor right = at::zeros({48, 64}, at::kByte);
        right.narrow(1, 32, 32).fill_(255);
        test::writePicture(half, right);
        const auto drawn = [&](const QString& map, const QStringList& more) {
            return test::draw(m_folder,
                QStringList{"a lake", "--model", model("sd2-depth"), "--image", source, "--steps", "3", "--seed",
                    "5", "--sampler", "ddim", "--depth", map}
                    + more);
        };
        const QStringList sharp{"--area", "whole", "--feather", "0"};
        const QString map = picture("under-map.png", {48, 64}), other = picture("under-other.png", {48, 64});
        const TensorFile plain = drawn(map, {});
        const TensorFile whole = drawn(map, QStringList{"--mask", all} + sharp);
        QCOMPARE_LE(test::distance(whole.tensors.at("latents"), plain.tensors.at("latents")), 1e-4);

        const TensorFile one = drawn(map, QStringList{"--mask", half} + sharp);
        const Image result = readPng(m_folder.filePath("out.png").toStdString());
        const Image before = readPng(source.toStdString());
        for (int y = 0; y < result.height; ++y) {
            const auto row = std::ptrdiff_t(std::size_t(y) * result.rowBytes());
            QVERIFY(std::equal(
                result.pixels.begin() + row, result.pixels.begin() + row + 32 * 3, before.pixels.begin() + row));
        }
        QVERIFY(!drawn(other, QStringList{"--mask", half} + sharp)
                     .tensors.at("latents")
                     .equal(one.tensors.at("latents")));
    }

    void whatDoesNotFitIsRefusedInOneSentence()
    {
        const QString map = picture("m.png", {32, 32});
        QVERIFY(refusal({"--model", model("sd2-depth"), "--size", "64x64"}).contains("--depth"));
        QVERIFY(refusal({"--model", model("sd2-v"), "--size", "64x64", "--depth", map}).contains("depth"));
        QVERIFY(refusal({"--model", model("sd-x4-upscaler"), "--size", "64x64"}).contains("cannot draw"));
        const test::ProgramResult result =
            test::runTarn({"depth", map, "--output", m_folder.filePath("o.png"), "--model", model("sd2-v")});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.errors.contains("no depth estimator"), result.errors);
    }
};

QTEST_GUILESS_MAIN(TestDepthToImage)
#include "tst_depth_to_image.moc"
