#include <support/parity.h>

#include <QDir>
#include <QFile>
#include <QProcess>

using namespace tarn;

namespace {

/// The second at a size whose latents divide unevenly on every level of the UNet.
std::vector<test::ReferenceRun> runs() { return test::referenceRuns("88x56", 5); }

const QStringList pipelines{"txt2img-sd15-own", "txt2img-sd15-ddim", "txt2img-sd15-ddpm", "txt2img-sd15-euler",
    "txt2img-sd15-euler-a", "txt2img-sd15-heun", "txt2img-sd15-lms", "txt2img-sd15-dpm++2m-karras",
    "txt2img-sd15-dpm++2m-sde", "txt2img-sd15-dpm2", "txt2img-sd15-unipc", "txt2img-sd15-lcm", "txt2img-sd2-v",
    "txt2img-sd2-v-euler", "txt2img-sd2-v-pndm", "txt2img-sd2-v-dpm++2m", "txt2img-sd2-v-unipc",
    "txt2img-sd15-single", "txt2img-sd21v-single"};

/// The name that `--sampler` has for a diffusers scheduler.
QString samplerOf(const nlohmann::json& scheduler, const nlohmann::json& config)
{
    static const std::map<std::string, QString> names{{"PNDMScheduler", "pndm"}, {"DDIMScheduler", "ddim"},
        {"DDPMScheduler", "ddpm"}, {"EulerDiscreteScheduler", "euler"},
        {"EulerAncestralDiscreteScheduler", "euler_ancestral"}, {"HeunDiscreteScheduler", "heun"},
        {"LMSDiscreteScheduler", "lms"}, {"KDPM2DiscreteScheduler", "dpm_2"}, {"UniPCMultistepScheduler", "unipc"},
        {"LCMScheduler", "lcm"}};
    if (scheduler == "DPMSolverMultistepScheduler")
        return config.value("algorithm_type", "dpmsolver++") == "sde-dpmsolver++" ? "dpmpp_2m_sde" : "dpmpp_2m";
    return names.at(scheduler.get<std::string>());
}

} // namespace

/// The whole way from a prompt to a picture through the program, beside diffusers and k-diffusion in the same run.
class TestTextToImage : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::map<int, QString> m_cases, m_kCases; // folders by seed

    /// Draws a case and compares everything that the reference gave.
    void compare(const test::ReferenceCase& expected, const QString& model, const QStringList& more) const
    {
        const TensorFile got = test::draw(
            m_folder, expected.arguments() + QStringList{"--model", model, "--size", expected.size()} + more);
        const QString why = test::difference(got, expected.file, true);
        QVERIFY2(why.isEmpty(), qPrintable(why));
    }

    static QString modelOf(int seed, const test::ReferenceCase& expected)
    {
        const QString name = expected.text("model");
        return test::tinyModels(seed) + "/" + name + (name.endsWith("-single") ? ".safetensors" : "");
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (test::ReferenceRun run : runs()) {
            m_kCases[run.seed] = test::casesOf("k_diffusion_cases.py", run);
            run.more = QStringList{"--pipelines"} + pipelines;
            m_cases[run.seed] = test::casesOf("reference_cases.py", run);
        }
    }

    void everyStepIsWhatDiffusersGives_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("name");
        for (const test::ReferenceRun& run : runs())
            for (const QString& name : pipelines)
                QTest::addRow("%s, seed %d", qPrintable(name), run.seed) << run.seed << name;
    }
    void everyStepIsWhatDiffusersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        const test::ReferenceCase expected(m_cases.at(seed) + "/" + name + ".safetensors");
        const auto& config = expected.parameters.at("scheduler_config");
        QString model = modelOf(seed, expected);
        if (config.value("use_karras_sigmas", false)) {
            // The tiny model's own config says nothing of Karras levels, so a copy of it does.
            const QString copy = m_folder.filePath("sd15-karras");
            QVERIFY(QProcess::execute("cp", {"-rT", model, copy}) == 0);
            QFile file(copy + "/scheduler/scheduler_config.json");
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromStdString(config.dump()));
            model = copy;
        }
        const QStringList arguments{
            "--sampler", samplerOf(expected.parameters.at("scheduler"), config), "--schedule", "model"};

        // The noise of the reference's own generator, from the seed alone …
        if (!test::isSanitized)
            compare(expected, model, arguments + QStringList{"--seed", QString::number(seed)});
        // … and handed in.
        const QString noise = m_folder.filePath("in.safetensors");
        test::writeNoise(noise, expected.file);
        compare(expected, model, arguments + QStringList{"--seed", "999", "--tensors-in", noise});
    }

    void everyOtherScheduleIsWhatKDiffusionGives_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("file");
        for (const test::ReferenceRun& run : runs()) {
            const QDir cases(m_kCases.at(run.seed));
            for (const QString& name : cases.entryList({"*.safetensors"}))
                QTest::addRow("%s, seed %d", qPrintable(name), run.seed) << run.seed << cases.filePath(name);
        }
    }
    void everyOtherScheduleIsWhatKDiffusionGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, file);
        const test::ReferenceCase expected(file);
        const QString noise = m_folder.filePath("in.safetensors");
        test::writeNoise(noise, expected.file);
        compare(expected, modelOf(seed, expected),
            {"--sampler", expected.text("sampler"), "--schedule", expected.text("schedule"), "--tensors-in",
                noise});
    }
};

QTEST_GUILESS_MAIN(TestTextToImage)
#include "tst_text_to_image.moc"
