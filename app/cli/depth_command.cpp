#include <base/durable_file.h>
#include <base/error.h>
#include <image/png.h>
#include <nn/device.h>
#include <nn/precision.h>
#include <nn/stop.h>
#include <pipelines/depth_map.h>
#include <pipelines/model_places.h>

#include <ATen/core/grad_mode.h>

#include <cli/commands.h>
#include <cli/interrupt.h>
#include <cli/named_picture.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace tarn {
namespace {

struct DepthOptions {
    std::string image, output, fit = "squash";
    std::optional<std::string> model;
    std::string device = "auto";
    bool json = false;
};

void writeDepth(const DepthOptions& options)
{
    const Interrupt interrupt;
    const StopScope listening(interrupt.token());
    const c10::InferenceMode inference;
    flushDenormals();
    const DepthFit fit = parseDepthFit(options.fit);
    const at::Device device = openDevice(options.device);
    const std::filesystem::path output = options.output;
    if (output.extension() != ".png")
        throw UsageError("--output \"" + options.output + "\" must end in .png.");
    checkWritable(output);

    const auto start = std::chrono::steady_clock::now();
    const Image picture = readNamedPicture(options.image, interrupt.token()).image;
    Image map;
    onDevice([&] {
        const DepthEstimator estimator(
            Checkpoint::open(options.model ? namedModel(*options.model) : starterDepthModel()), device);
        map = depthPicture(estimator.estimate(picture, fit), picture.width, picture.height);
    });
    stopPoint();
    writePng(output, map, {});
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (options.json)
        std::printf("%s\n",
            nlohmann::json{
                {"file", options.output}, {"width", map.width}, {"height", map.height}, {"seconds", taken.count()}}
                .dump()
                .c_str());
}

} // namespace

void addDepth(CLI::App& program)
{
    CLI::App* command = program.add_subcommand("depth", "Estimate how near each pixel of a picture is");
    const auto options = std::make_shared<DepthOptions>();
    command->add_option("IMAGE", options->image, "A PNG, JPEG or WebP picture, or its https address")->required();
    command->add_option("--output", options->output, "FILE.png: grey, 16 bits, near is bright")->required();
    command->add_option("--model", options->model,
        "A depth-to-image model or a DPT-hybrid depth estimator; default: the starter depth model");
    command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N (default auto)");
    command->add_option("--depth-resize", options->fit,
        "squash: the estimator sees a square (default); aspect: it sees the picture's own shape");
    command->add_flag("--json", options->json, "One JSON object on standard output");
    command->callback([options] { writeDepth(*options); });
}

} // namespace tarn
