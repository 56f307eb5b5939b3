#include "picture_case.h"

using namespace tarn;
using test::writePicture;

namespace {

/// diffusers' names for the samplers of `cases`.
const test::CaseSamplers cases{{"img2img-sd15", "ddim"}, {"img2img-sd15-own", "pndm"},
    {"img2img-sd15-ddpm", "ddpm"}, {"img2img-sd15-euler", "euler"}, {"img2img-sd15-euler-a", "euler_ancestral"},
    {"img2img-sd15-heun", "heun"}, {"img2img-sd15-dpm2", "dpm_2"}, {"img2img-sd15-dpm++2m", "dpmpp_2m"},
    {"img2img-sd15-unipc", "unipc"}, {"img2img-sd2-v-pndm", "pndm"}};

} // namespace

class TestImageToImage : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::map<int, QString> m_cases; // folders by seed

    TensorFile draw(const QStringList& arguments) const { return test::draw(m_folder, arguments); }

private Q_SLOTS:
    void initTestCase()
    {
        QStringList names;
        for (const auto& [name, sampler] : cases)
            names.push_back(name);
        for (test::ReferenceRun run : test::referenceRuns()) {
            run.more = QStringList{"--pipelines"} + names;
            m_cases[run.seed] = test::casesOf("reference_cases.py", run);
        }
    }

    void everyStepIsWhatDiffusersGives_data() { test::addCaseRows(cases); }
    void everyStepIsWhatDiffusersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        test::compareWithReference(m_folder, test::tinyModels(seed), m_cases.at(seed), name, cases.at(name));
    }

    void strengthZeroGivesThePictureUpToTheVae()
    {
        const at::Tensor pixels = at::randint(0, 256, {37, 51, 3}, at::kByte);
        const QString picture = m_folder.filePath("odd.png");
        writePicture(picture, pixels);
        const QString model = test::tinyModels(0) + "/sd15";
        const TensorFile none = draw(
            {"a lake", "--model", model, "--image", picture, "--strength", "0", "--seed", "1", "--steps", "4"});
        const TensorFile other = draw(
            {"a wood", "--model", model, "--image", picture, "--strength", "0", "--seed", "2", "--steps", "9"});
        QVERIFY(none.tensors.at("image").sizes() == at::IntArrayRef({1, 3, 37, 51}));
        QVERIFY(none.tensors.at("image").equal(other.tensors.at("image")));
        QCOMPARE(none.tensors.at("timesteps").numel(), 0);
    }

    void fullStrengthStepsTakeAllOfThem()
    {
        const QString picture = m_folder.filePath("small.png");
        writePicture(picture, at::randint(0, 256, {32, 32, 3}, at::kByte));
        const TensorFile full = draw({"a lake", "--model", test::tinyModels(0) + "/sd15", "--image", picture,
            "--strength", "0.5", "--strength-steps", "full", "--sampler", "euler", "--schedule", "karras",
            "--steps", "4", "--seed", "1"});
        const TensorFile shortened = draw({"a lake", "--model", test::tinyModels(0) + "/sd15", "--image", picture,
            "--strength", "0.5", "--sampler", "euler", "--schedule", "karras", "--steps", "8", "--seed", "1"});
        QCOMPARE(full.tensors.at("timesteps").numel(), 4);
        QVERIFY(full.tensors.at("sigmas").equal(shortened.tensors.at("sigmas")));
        QVERIFY(full.tensors.at("latents").equal(shortened.tensors.at("latents")));
    }
};

QTEST_GUILESS_MAIN(TestImageToImage)
#include "tst_image_to_image.moc"
