#include <base/error.h>
#include <nn/device.h>

#include <cli/commands.h>
#include <cli/interrupt.h>
#include <engine/frame_server.h>
#include <engine/pipeline_runner.h>
#include <fcntl.h>
#include <unistd.h>

#include <memory>

namespace tarn {
namespace {

struct EngineOptions {
    std::vector<std::string> models;
    std::string records, device = "auto";
    double gigabytes = 0, jobGigabytes = 0;
};

/// Takes `file` for the frames, and leaves `instead` in its place, so that nothing else can be read from it or
/// printed into it.
int taken(int file, int instead)
{
    const int own = ::fcntl(file, F_DUPFD_CLOEXEC, 3);
    if (own < 0 || ::dup2(instead, file) < 0)
        throw StudioError("Standard input or output is closed; start tarn engine with both.");
    return own;
}

void serve(const EngineOptions& options)
{
    const Interrupt interrupt;
    const at::Device device = openDevice(options.device);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int in = taken(STDIN_FILENO, nothing);
    const int out = taken(STDOUT_FILENO, STDERR_FILENO);
    ::close(nothing);
    PipelineRunner::Options running;
    running.folders.assign(options.models.begin(), options.models.end());
    running.records = options.records;
    running.device = device;
    running.modelBytes = std::uint64_t(options.gigabytes * 1e9);
    running.jobBytes = std::uint64_t(options.jobGigabytes * 1e9);
    PipelineRunner runner(running);
    FrameServer server(in, out, runner);
    if (const std::string why = server.serve(interrupt.token()); !why.empty())
        throw StudioError(why);
}

} // namespace

void addEngine(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "engine", "Serve a studio over standard input and output; ssh HOST tarn engine serves it from there");
    const auto options = std::make_shared<EngineOptions>();
    command->add_option(
        "--models", options->models, "A folder with models, beside the starter models; may be repeated");
    command->add_option("--records", options->records,
        "Folder for the steps of recorded jobs (default: tarn/records in the user's cache folder)");
    command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N (default auto)");
    command
        ->add_option(
            "--memory", options->gigabytes, "GB of models that stay loaded (default: half of what is free)")
        ->check(CLI::Range(0.1, 100'000.0));
    command
        ->add_option("--job-memory", options->jobGigabytes,
            "GB that the engine may take while it draws; larger pictures are drawn in tiles or refused (default: "
            "what is free)")
        ->check(CLI::Range(0.1, 100'000.0));
    command->callback([options] { serve(*options); });
}

} // namespace tarn
