#pragma once

#include <image/png.h>
#include <weights/python_json.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>
#include <support/sanitized.h>

#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <stdexcept>

/// For tests that run `tarn` beside a reference and compare tensors.
namespace test {

/// One run of a script of tests/parity that writes a case per file.
struct ReferenceRun {
    int seed; ///< of the tiny models, the pictures and the noise
    QString size; ///< WxH
    int steps;
    QStringList more = {}; ///< what else the script takes
};

/// The default seed at the fixtures' own size, and this run's random seed, whose models have other widths and
/// depths, at another. Where AddressSanitizer watches, and takes three times as long, the random seed alone: the
/// same code, and the numbers are compared in the optimised build.
inline std::vector<ReferenceRun> referenceRuns(const QString& otherSize = "96x64", int otherSteps = 6)
{
    const ReferenceRun other{randomSeed(), otherSize, otherSteps};
    return isSanitized ? std::vector{other} : std::vector{ReferenceRun{0, "64x48", 7}, other};
}

/// The folder of the cases that tests/parity/<script> writes in a run.
inline QString casesOf(const QString& script, const ReferenceRun& run)
{
    return referenceFolder("parity/" + script,
        QStringList{"--models", tinyModels(run.seed), "--seed", QString::number(run.seed), "--size", run.size,
            "--steps", QString::number(run.steps)}
            + run.more);
}

/// A case as the reference wrote it. Throws StudioError.
struct ReferenceCase {
    tarn::TensorFile file;
    nlohmann::json parameters;

    explicit ReferenceCase(const QString& path)
        : file(tarn::readTensorFile(path.toStdString()))
        , parameters(tarn::parsePythonJson(file.metadata.at("case")))
    {
    }
    QString text(const char* key) const { return QString::fromStdString(parameters.at(key)); }
    QString number(const char* key) const { return QString::number(parameters.at(key).get<double>()); }
    QString size() const { return number("width") + "x" + number("height"); }

    /// What says the same to `tarn generate`, but the model, the size, the sampler and the noise.
    QStringList arguments() const
    {
        QStringList said{"--prompt", text("prompt"), "--negative", text("negative_prompt"), "--steps",
            number("steps"), "--guidance", number("guidance_scale")};
        if (parameters.contains("strength") && !parameters["strength"].is_null())
            said += {"--strength", number("strength")};
        return said;
    }
};

/// Largest difference, relative to the scale of what is compared where that exceeds 1: the latents of a VE sampler
/// start at 14 times unit noise.
inline double distance(const at::Tensor& a, const at::Tensor& b)
{
    if (a.sizes() != b.sizes())
        throw std::runtime_error("the shapes differ");
    const double scale = std::max(1.0, b.abs().max().item<double>());
    return (a - b).abs().max().item<double>() / scale;
}

/// Bytes [H, W, C] or [H, W] as a PNG file.
inline void writePicture(const QString& file, const at::Tensor& pixels)
{
    tarn::Image image;
    image.width = int(pixels.size(1));
    image.height = int(pixels.size(0));
    image.channels = pixels.dim() == 2 ? 1 : int(pixels.size(2));
    image.pixels.resize(std::size_t(pixels.numel()));
    std::memcpy(image.pixels.data(), pixels.contiguous().const_data_ptr(), image.pixels.size());
    tarn::writePng(file.toStdString(), image, {});
}

/// Writes the noise of a reference case under the names that --tensors-in takes.
inline void writeNoise(const QString& file, const tarn::TensorFile& reference)
{
    tarn::TensorFile noise;
    for (const auto& [key, tensor] : reference.tensors)
        if (key.starts_with("in.noise."))
            noise.tensors[key.substr(3)] = tensor;
    tarn::writeTensorFile(file.toStdString(), noise);
}

/// What the networks are compared on: TARN_TEST_DEVICE, else the CPU.
inline QString device() { return qEnvironmentVariable("TARN_TEST_DEVICE", "cpu"); }

/// Runs `tarn generate` in fp32 and returns what --tensors-out wrote into `folder`. Throws std::runtime_error with
/// its sentence when it fails.
inline tarn::TensorFile draw(const QTemporaryDir& folder, const QStringList& arguments)
{
    const QString out = folder.filePath("out.safetensors");
    const ProgramResult result = runTarn(QStringList{"generate"} + arguments
        + QStringList{"--device", device(), "--dtype", "fp32", "--quiet", "--output", folder.filePath("out.png"),
            "--tensors-out", out});
    if (result.exitCode != 0)
        throw std::runtime_error(result.errors.toStdString());
    return tarn::readTensorFile(out.toStdString());
}

/// Empty when every tensor out.… of the reference is in `got` within 1e-4 (1e-3 on a card), else why not. The
/// timesteps are compared where `withTimesteps`: those of a run that strength shortened are the scheduler's whole
/// list.
inline QString difference(
    const tarn::TensorFile& got, const tarn::TensorFile& reference, bool withTimesteps = false)
{
    const double bound = device() == "cpu" ? 1e-4 : 1e-3;
    for (const auto& [key, tensor] : reference.tensors) {
        const std::string which = key.substr(key.find('.') + 1);
        const bool timesteps = which == "timesteps";
        if (!key.starts_with("out.") || (timesteps && !withTimesteps))
            continue;
        if (!got.tensors.contains(which))
            return QString("there is no %1").arg(which.c_str());
        const double error = distance(got.tensors.at(which), tensor.to(at::kFloat));
        if (!(error <= (timesteps ? 1e-3 : bound)))
            return QString("%1 differs by %2").arg(which.c_str()).arg(error);
    }
    return {};
}

/// What `tarn generate` says when it refuses with `exitCode`, else what came instead.
inline QString refusal(const QTemporaryDir& folder, const QStringList& arguments, int exitCode)
{
    const ProgramResult result =
        runTarn(QStringList{"generate", "--quiet", "--output", folder.filePath("unwanted.png")} + arguments);
    return result.exitCode == exitCode ? QString(result.errors) : QString("exit code %1").arg(result.exitCode);
}

} // namespace test
