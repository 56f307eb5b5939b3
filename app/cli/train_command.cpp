#include <base/error.h>
#include <nn/precision.h>
#include <weights/mapped_tensors.h>

#include <ATen/Parallel.h>

#include <cli/commands.h>
#include <cli/interrupt.h>
#include <cli/progress.h>
#include <runs/measure.h>
#include <runs/training_run.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace tarn {
namespace {

struct TrainOptions {
    std::string config, out, checkpoint;
    std::optional<std::string> dtype;
    bool quiet = false;
};

/// A bar that is drawn over on a terminal, a line every few seconds elsewhere.
class TrainingProgress final : public RunListener {
public:
    explicit TrainingProgress(bool quiet)
        : m_quiet(quiet)
        , m_terminal(::isatty(STDERR_FILENO))
    {
    }
    ~TrainingProgress() override { endBar(); }

    void say(const std::string& sentence) override
    {
        if (m_quiet)
            return;
        endBar();
        std::fprintf(stderr, "%s\n", sentence.c_str());
    }

    void stepped(
        std::int64_t step, std::int64_t steps, double loss, double picturesPerSecond, double secondsLeft) override
    {
        const auto now = std::chrono::steady_clock::now();
        const bool isDue = now - m_last > std::chrono::milliseconds(m_terminal ? 200 : 5'000) || step == steps;
        if (m_quiet || !isDue)
            return;
        m_last = now;
        const long left = long(std::clamp(secondsLeft, 0.0, 1e8));
        char line[160];
        std::snprintf(line, sizeof line, "step %lld/%lld, loss %.4f, %.1f pictures/s, %ld:%02ld:%02ld left",
            static_cast<long long>(step), static_cast<long long>(steps), loss, picturesPerSecond, left / 3600,
            left / 60 % 60, left % 60);
        if (m_terminal) {
            std::fprintf(stderr, "\r%s\x1b[K", line);
            m_barOpen = true;
        } else {
            std::fprintf(stderr, "%s\n", line);
        }
        std::fflush(stderr);
    }

private:
    void endBar()
    {
        if (m_barOpen)
            std::fputs("\n", stderr);
        m_barOpen = false;
    }

    bool m_quiet, m_terminal, m_barOpen = false;
    std::chrono::steady_clock::time_point m_last;
};

/// The number of threads decides the order in which sums are taken, and so the last bits of a run.
void prepareCompute(const RunSettings& settings)
{
    flushDenormals();
    const int cores = int(std::max(1u, std::thread::hardware_concurrency()));
    at::set_num_threads(settings.threads > 0 ? settings.threads : cores);
}

void train(const std::string& kind, const TrainOptions& options)
{
    const Interrupt interrupt;
    const nlohmann::json config = readConfig(options.config);
    SettingsReader reader(config, options.config);
    const RunSettings settings = RunSettings::read(reader, options.out);
    prepareCompute(settings);
    const auto task = makeTask(kind, settings, reader);
    TrainingProgress progress(options.quiet);
    TrainingRun run(kind, config, settings, *task, progress);
    run.run(interrupt.token());
}

void exportCheckpoint(const TrainOptions& options)
{
    const MappedTensors file(options.checkpoint);
    const auto& metadata = file.header().metadata;
    if (!metadata.contains("kind") || !metadata.contains("config"))
        throw ModelError("\"" + options.checkpoint
            + "\" is no checkpoint of tarn train; choose a step-….safetensors of a run.");
    const std::string kind = metadata.at("kind");
    const nlohmann::json config = nlohmann::json::parse(metadata.at("config"), nullptr, false);
    if (!config.is_object())
        throw ModelError("The config in \"" + options.checkpoint + "\" is damaged; choose another checkpoint.");
    SettingsReader reader(config, options.checkpoint);
    const RunSettings settings = RunSettings::read(reader, options.out);
    prepareCompute(settings);
    const auto task = makeTask(kind, settings, reader);
    TrainingProgress progress(options.quiet);
    TrainingRun run(kind, config, settings, *task, progress);
    run.load(options.checkpoint);
    if (options.dtype && *options.dtype != "fp16" && *options.dtype != "fp32")
        throw UsageError("A model is exported as fp16 or fp32, not as \"" + *options.dtype + "\".");
    const at::ScalarType dtype = !options.dtype ? settings.exportDtype
        : *options.dtype == "fp32"              ? at::kFloat
                                                : at::kHalf;
    task->exportTo(options.out, dtype);
    progress.say("The model is in \"" + options.out + "\".");
}

/// One row of the table: what scenes come to, then each model.
void printRow(const std::string& name, const std::string& scenes, const MeasureReport& report, const char* format,
    const std::function<double(const ModelMeasure&)>& value)
{
    std::printf("%-42s %9s", name.c_str(), scenes.c_str());
    for (const ModelMeasure& of : report.models)
        std::printf(format, value(of));
    std::printf("\n");
}

void printReport(const MeasureSettings& settings, const MeasureReport& report)
{
    const auto text = [](const char* format, double value) {
        char buffer[32];
        std::snprintf(buffer, sizeof buffer, format, value);
        return std::string(buffer);
    };
    std::printf("%-42s %9s", "", "scenes");
    for (std::size_t i = 0; i < report.models.size(); ++i)
        std::printf("%10zu", i + 1);
    std::printf("\n");
    for (const Attribute attribute : allAttributes) {
        const auto index = std::size_t(attribute);
        const AttributeMeasure& of = report.attributes[index];
        char name[80];
        std::snprintf(name, sizeof name, "%s (%d state it; commonest %.1f %%)",
            std::string(nameOf(attribute)).c_str(), of.stated, of.commonest * 100);
        printRow(name, text("%.1f %%", of.scenes * 100), report, "%8.1f %%",
            [index](const ModelMeasure& model) { return model.found[index] * 100; });
    }
    printRow("Frechet distance, drawn", text("%.3f", report.floor), report, "%10.3f",
        [](const ModelMeasure& of) { return of.distance; });
    printRow("Frechet distance, through the VAE", "", report, "%10.3f",
        [](const ModelMeasure& of) { return of.vaeDistance; });
    printRow("VAE: PSNR, dB", "", report, "%10.2f", [](const ModelMeasure& of) { return of.signalToNoise; });
    printRow("VAE: SSIM", "", report, "%10.3f", [](const ModelMeasure& of) { return of.similarity; });
    std::printf("%d pictures drawn from captions, in %d steps with guidance %g; %d scenes to compare with\n",
        settings.count, settings.steps, settings.guidance, settings.renders);
    for (std::size_t i = 0; i < settings.models.size(); ++i)
        std::printf("%zu: %s\n", i + 1, settings.models[i].c_str());
}

nlohmann::json asJson(const MeasureSettings& settings, const MeasureReport& report)
{
    nlohmann::json fields{{"floor", report.floor}, {"models", nlohmann::json::array()}};
    for (const Attribute attribute : allAttributes) {
        const AttributeMeasure& of = report.attributes[std::size_t(attribute)];
        fields["attributes"][std::string(nameOf(attribute))] = {
            {"stated", of.stated}, {"scenes", of.scenes}, {"commonest", of.commonest}};
    }
    for (std::size_t i = 0; i < report.models.size(); ++i) {
        const ModelMeasure& of = report.models[i];
        nlohmann::json model{{"model", settings.models[i].string()}, {"distance", of.distance},
            {"vae_distance", of.vaeDistance}, {"psnr", of.signalToNoise}, {"ssim", of.similarity}};
        for (const Attribute attribute : allAttributes)
            model["found"][std::string(nameOf(attribute))] = of.found[std::size_t(attribute)];
        fields["models"].push_back(model);
    }
    return fields;
}

void measure(const MeasureSettings& settings, bool isJson)
{
    const Interrupt interrupt;
    flushDenormals();
    Progress progress(Progress::styleFor(isJson), 1);
    const MeasureReport report =
        measureModels(settings, interrupt.token(), [&](int done, int count) { progress.step(0, done, count); });
    if (isJson)
        std::printf("%s\n", asJson(settings, report).dump().c_str());
    else
        printReport(settings, report);
}

void addMeasure(CLI::App& train)
{
    CLI::App* command = train.add_subcommand("measure",
        "How well models follow captions, how near their pictures are to scenes, how much their VAEs keep");
    const auto settings = std::make_shared<MeasureSettings>();
    const auto isJson = std::make_shared<bool>(false);
    command->add_option("--model", settings->models, "Folder of the model; several are measured side by side")
        ->required();
    command->add_option("--classifier", settings->classifier, "Folder that tarn train classifier wrote")
        ->required();
    command->add_option("--count", settings->count, "Pictures to draw (default 500)")
        ->check(CLI::Range(2, 100'000));
    command->add_option("--scenes", settings->renders, "Scenes to compare with (default 1000)")
        ->check(CLI::Range(2, 100'000));
    command->add_option("--steps", settings->steps, "Steps of the sampler (default 20)")
        ->check(CLI::Range(1, 1'000));
    command->add_option("--guidance", settings->guidance, "Guidance scale (default 4)")
        ->check(CLI::Range(1.0, 100.0));
    command->add_option("--batch", settings->batch, "Pictures at once (default 16)")->check(CLI::Range(1, 256));
    command->add_flag("--json", *isJson, "One line of JSON");
    command->callback([settings, isJson] { measure(*settings, *isJson); });
}

void addExport(CLI::App& train)
{
    CLI::App* command = train.add_subcommand("export", "Write the model of a checkpoint as a folder");
    const auto options = std::make_shared<TrainOptions>();
    command->add_option("--checkpoint", options->checkpoint, "A step-NNNNNNNNN.safetensors of a run")->required();
    command->add_option("--out", options->out, "Folder of the model")->required();
    command->add_option("--dtype", options->dtype, "fp16 or fp32 (default: the config's)");
    command->add_flag("--quiet", options->quiet, "No messages");
    command->callback([options] { exportCheckpoint(*options); });
}

const char* descriptionOf(const std::string& kind)
{
    if (kind == "unet")
        return "The network that draws: from noise and a text to latents";
    if (kind == "depth")
        return "A network that draws by a depth map, from one that draws";
    if (kind == "inpaint")
        return "A network that fills holes in pictures, from one that draws";
    if (kind == "controlnet")
        return "A ControlNet that leads a model along sketches";
    if (kind == "estimator")
        return "What estimates the depth of a picture";
    if (kind == "tae")
        return "The tiny autoencoder of previews, after a large one";
    if (kind == "vae")
        return "The autoencoder between pictures and latents";
    if (kind == "text")
        return "The text encoder, by what captions say about pictures";
    return "What tells attributes of pictures, for measures";
}

} // namespace

void addTrain(CLI::App& program)
{
    CLI::App* train = program.add_subcommand("train", "Train a model; see resources/training for configs");
    train->require_subcommand(1);
    for (const std::string& kind : taskNames()) {
        CLI::App* command = train->add_subcommand(kind, descriptionOf(kind));
        const auto options = std::make_shared<TrainOptions>();
        command->add_option("--config", options->config, "JSON file, with comments if you like")->required();
        command->add_option("--out", options->out, "Folder of the run (default: the config's out)");
        command->add_flag("--quiet", options->quiet, "No progress");
        command->callback([kind, options] { tarn::train(kind, *options); });
    }
    addExport(*train);
    addMeasure(*train);
}

} // namespace tarn
