#include <weights/python_json.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn;

namespace {

struct Run {
    QString seed; // of the models and of the noise
    const char* size;
    int steps;
};

/// The plainest widths at the fixtures' own size, and other widths and depths at a size whose latents divide
/// unevenly on every level of the UNet.
std::vector<Run> runs() { return {{"0", "64x48", 7}, {QString::number(test::randomSeed()), "88x56", 5}}; }

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

/// Largest difference, relative to the scale of what is compared where that exceeds 1: the latents of a VE sampler
/// start at 14 times unit noise.
double distance(const at::Tensor& a, const at::Tensor& b)
{
    if (a.sizes() != b.sizes())
        throw std::runtime_error("the shapes differ");
    const double scale = std::max(1.0, b.abs().max().item<double>());
    return (a - b).abs().max().item<double>() / scale;
}

} // namespace

/// The whole way from a prompt to a picture through the program, beside diffusers and k-diffusion in the same run.
class TestTextToImage : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString root(int seed) const { return m_folder.filePath(QString::number(seed)); }

    /// Runs the program on a case and returns what --tensors-out wrote.
    TensorFile draw(const QString& seed, const nlohmann::json& parameters, const QStringList& more)
    {
        const QString out = m_folder.filePath("out.safetensors");
        QString path = root(seed.toInt()) + "/models/" + QString::fromStdString(parameters.at("model"));
        if (path.endsWith("-single"))
            path += ".safetensors";
        const QStringList arguments =
            QStringList{"generate", "--prompt", QString::fromStdString(parameters.at("prompt")), "--negative",
                QString::fromStdString(parameters.at("negative_prompt")), "--model", path, "--steps",
                QString::number(parameters.at("steps").get<int>()), "--guidance",
                QString::number(parameters.at("guidance_scale").get<double>()), "--size",
                QString("%1x%2").arg(parameters.at("width").get<int>()).arg(parameters.at("height").get<int>()),
                "--dtype", "fp32", "--quiet", "--output", m_folder.filePath("out.png"), "--tensors-out", out}
            + more;
        const test::ProgramResult result = test::runTarn(arguments, QProcessEnvironment::systemEnvironment());
        if (result.exitCode != 0)
            throw std::runtime_error(result.errors.toStdString());
        return readTensorFile(out.toStdString());
    }

    void compare(const TensorFile& got, const TensorFile& expected)
    {
        for (const auto& [key, tensor] : expected.tensors) {
            if (!key.starts_with("out."))
                continue;
            const std::string name = key.substr(4);
            QVERIFY2(got.tensors.contains(name), name.c_str());
            const double tolerance = name == "timesteps" ? 1e-3 : 1e-4;
            const double error = distance(got.tensors.at(name), tensor.to(at::kFloat));
            QVERIFY2(error <= tolerance, qPrintable(QString("%1 differs by %2").arg(name.c_str()).arg(error)));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const Run& run : runs()) {
            const QString folder = root(run.seed.toInt());
            const QString steps = QString::number(run.steps);
            QVERIFY(QDir().mkpath(folder));
            test::runReference("parity/tiny_models.py",
                {"--out", folder + "/models", "--seed", run.seed, "--only", "sd15", "sd2", "single"});
            test::runReference("parity/reference_cases.py",
                QStringList{"--models", folder + "/models", "--out", folder + "/cases", "--seed", run.seed,
                    "--size", run.size, "--steps", steps, "--pipelines"}
                    + pipelines);
            test::runReference("parity/k_diffusion_cases.py",
                {"--models", folder + "/models", "--out", folder + "/k", "--seed", run.seed, "--size", run.size,
                    "--steps", steps});
        }
    }

    void everyStepIsWhatDiffusersGives_data()
    {
        QTest::addColumn<QString>("seed");
        QTest::addColumn<QString>("name");
        for (const Run& run : runs())
            for (const QString& name : pipelines)
                QTest::addRow("%s, %s, seed %s", qPrintable(name), run.size, qPrintable(run.seed))
                    << run.seed << name;
    }
    void everyStepIsWhatDiffusersGives()
    {
        QFETCH(QString, seed);
        QFETCH(QString, name);
        const QString file = root(seed.toInt()) + "/cases/" + name + ".safetensors";
        const TensorFile expected = readTensorFile(file.toStdString());
        auto parameters = parsePythonJson(expected.metadata.at("case"));
        QStringList arguments{"--sampler",
            samplerOf(parameters.at("scheduler"), parameters.at("scheduler_config")), "--schedule", "model",
            "--seed", seed};
        if (parameters["scheduler_config"].value("use_karras_sigmas", false)) {
            // The tiny model's own config says nothing of Karras levels, so a copy of it does.
            const QString model = root(seed.toInt()) + "/models/sd15-karras";
            QVERIFY(QProcess::execute("cp", {"-rT", root(seed.toInt()) + "/models/sd15", model}) == 0);
            QFile config(model + "/scheduler/scheduler_config.json");
            QVERIFY(config.open(QIODevice::WriteOnly));
            config.write(QByteArray::fromStdString(parameters["scheduler_config"].dump()));
            parameters["model"] = "sd15-karras";
        }

        // The noise of the reference's own generator, from the seed alone …
        compare(draw(seed, parameters, arguments), expected);
        // … and handed in.
        TensorFile noise;
        for (const auto& [key, tensor] : expected.tensors)
            if (key.starts_with("in.noise."))
                noise.tensors[key.substr(3)] = tensor;
        const QString handed = m_folder.filePath("in.safetensors");
        writeTensorFile(handed.toStdString(), noise);
        arguments.back() = "999";
        compare(draw(seed, parameters, arguments + QStringList{"--tensors-in", handed}), expected);
    }

    void everyOtherScheduleIsWhatKDiffusionGives_data()
    {
        QTest::addColumn<QString>("seed");
        QTest::addColumn<QString>("file");
        for (const Run& run : runs()) {
            const QDir cases(root(run.seed.toInt()) + "/k");
            for (const QString& name : cases.entryList({"*.safetensors"}))
                QTest::addRow("%s, %s, seed %s", qPrintable(name), run.size, qPrintable(run.seed))
                    << run.seed << cases.filePath(name);
        }
    }
    void everyOtherScheduleIsWhatKDiffusionGives()
    {
        QFETCH(QString, seed);
        QFETCH(QString, file);
        const TensorFile expected = readTensorFile(file.toStdString());
        const auto parameters = parsePythonJson(expected.metadata.at("case"));
        TensorFile noise;
        for (const auto& [key, tensor] : expected.tensors)
            if (key.starts_with("in.noise."))
                noise.tensors[key.substr(3)] = tensor;
        const QString handed = m_folder.filePath("in.safetensors");
        writeTensorFile(handed.toStdString(), noise);
        compare(draw(seed, parameters,
                    {"--sampler", QString::fromStdString(parameters.at("sampler")), "--schedule",
                        QString::fromStdString(parameters.at("schedule")), "--tensors-in", handed}),
            expected);
    }
};

QTEST_GUILESS_MAIN(TestTextToImage)
#include "tst_text_to_image.moc"
