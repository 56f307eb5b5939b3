#include <base/cpu.h>
#include <base/durable_file.h>
#include <base/error.h>
#include <image/png.h>
#include <nn/precision.h>
#include <nn/stop.h>
#include <pipelines/memory.h>
#include <pipelines/model_places.h>
#include <pipelines/text_to_image.h>
#include <protocol/parameters_text.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cli/commands.h>
#include <cli/generate_options.h>
#include <cli/interrupt.h>
#include <cli/progress.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <memory>

namespace tarn {
namespace {

at::ScalarType resolveDtype(const std::optional<std::string>& asked, std::string& name)
{
    // With AMX bf16 is several times as fast as fp32; with AVX512_BF16 alone it was measured to be slower.
    name = asked.value_or("auto");
    if (name == "auto")
        name = hasWorkingAmx() ? "bf16" : "fp32";
    if (name == "fp32")
        return at::kFloat;
    if (name == "bf16")
        return at::kBFloat16;
    if (name == "fp16")
        return at::kHalf;
    throw UsageError("There is no dtype \"" + name + "\"; use auto, fp32, bf16 or fp16.");
}

void checkDevice(const std::string& device)
{
    if (device == "auto" || device == "cpu")
        return;
    if (device == "cuda" || device.starts_with("cuda:"))
        throw StudioError("This version of tarn computes on the CPU only; use --device cpu or auto.");
    throw UsageError("There is no device \"" + device + "\"; use auto, cpu, cuda or cuda:N.");
}

ModelReference reference(const Checkpoint& checkpoint)
{
    ModelReference model;
    model.name = checkpoint.description().name;
    if (checkpoint.description().layout == Layout::singleFile)
        model.sha256 = checkpoint.sha256();
    else
        model.parts = {{"text_encoder", checkpoint.sha256(Part::textEncoder)},
            {"unet", checkpoint.sha256(Part::unet)}, {"vae", checkpoint.sha256(Part::vae)}};
    return model;
}

/// A repeated request must find its own weights: a flag may name others, the default may not.
void requireSameModel(const RequestedRun& run, const ModelReference& found, const Checkpoint& checkpoint)
{
    const ModelReference& wanted = run.request.model;
    const bool same = run.hasModel ? wanted.sha256 == found.sha256 && wanted.parts == found.parts
                                   : checkpoint.sha256().starts_with(run.modelHash);
    if (!same)
        throw StudioError("The request was made with the model "
            + (wanted.name.empty() ? "of hash " + run.modelHash : "\"" + wanted.name + "\"")
            + ", which is not the starter model; say where it is with --model.");
}

/// Both sides as multiples of the VAE's factor, the nearest ones.
void fitSize(RequestedRun& run, const DiffusionModel::Blueprint& blueprint, const Checkpoint& checkpoint)
{
    GenerateRequest& request = run.request;
    if (!run.hasSize)
        request.width = request.height = preferredSide(blueprint, checkpoint);
    const int factor = blueprint.vae.factor();
    const auto rounded = [factor](int side) { return std::max(factor, (side + factor / 2) / factor * factor); };
    const int width = rounded(request.width), height = rounded(request.height);
    if (width != request.width || height != request.height)
        run.notes.push_back("The size is rounded to " + std::to_string(width) + "x" + std::to_string(height)
            + ": this model needs multiples of " + std::to_string(factor) + ".");
    request.width = width;
    request.height = height;
}

/// What --tensors-out writes, gathered picture by picture (DESIGN.md, "The command line").
class TensorRecord {
public:
    TensorRecord(const TextToImage& job)
        : m_job(job)
    {
    }

    void add(const DrawnPicture& picture)
    {
        append("image", picture.image);
        append("latents", picture.latents.back());
        for (std::size_t i = 0; i < picture.latents.size(); ++i)
            append("latents." + std::to_string(i), picture.latents[i]);
        ++m_pictures;
    }

    void write(const std::filesystem::path& path)
    {
        const auto list = [](const std::vector<double>& values) {
            return at::tensor(values, at::kDouble).to(at::kFloat);
        };
        TensorFile file{m_tensors, {}};
        file.tensors["timesteps"] = list(m_job.plan().timesteps);
        file.tensors["sigmas"] = list(m_job.plan().sigmas);
        file.tensors["context"] = m_job.conditioning().context.repeat_interleave(m_pictures, 0);
        writeTensorFile(path, file);
    }

private:
    void append(const std::string& name, const at::Tensor& rows)
    {
        at::Tensor& all = m_tensors[name];
        all = all.defined() ? at::cat({all, rows}, 0) : rows;
    }

    const TextToImage& m_job;
    std::map<std::string, at::Tensor> m_tensors;
    std::int64_t m_pictures = 0;
};

nlohmann::json summary(const GenerateRequest& request, const std::filesystem::path& file, double seconds)
{
    return {{"file", file.string()}, {"width", request.width}, {"height", request.height}, {"seed", request.seed},
        {"seconds", seconds}, {"device", "cpu"}, {"request", nlohmann::json::parse(toJson(request))}};
}

void drawAll(const TextToImage& job, GenerateRequest request, const GenerateOptions& options, Progress& progress)
{
    TensorRecord record(job);
    const std::uint64_t firstSeed = request.seed;
    const int steps = int(job.plan().timesteps.size());
    for (int i = 0; i < options.count; ++i) {
        const auto start = std::chrono::steady_clock::now();
        request.seed = firstSeed + std::uint64_t(i);
        const DrawnPicture picture =
            job.draw(request.seed, i, [&](const Step& step) { progress.step(i, step.index, steps); });
        progress.step(i, steps, steps);
        stopPoint();
        const std::filesystem::path file = outputPath(options, firstSeed, i);
        writePng(file, toImage(picture.image),
            std::vector<TextChunk>{
                {"parameters", formatParametersText(request)}, {"tarn", toJson(request), true}});
        if (options.tensorsOut)
            record.add(picture);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        if (options.json)
            std::printf("%s\n", summary(request, file, taken.count()).dump().c_str());
        else
            progress.say(std::filesystem::absolute(file).string());
        std::fflush(stdout);
    }
    if (options.tensorsOut)
        record.write(*options.tensorsOut);
}

void checkOutputs(const GenerateOptions& options, std::uint64_t firstSeed)
{
    for (int i = 0; i < options.count; ++i)
        checkWritable(outputPath(options, firstSeed, i));
    if (options.tensorsOut)
        checkWritable(*options.tensorsOut);
}

void generate(const GenerateOptions& options)
{
    const Interrupt interrupt;
    const StopScope listening(interrupt.token());
    const c10::InferenceMode inference;
    flushDenormals();

    RequestedRun run = requestedRun(options);
    GenerateRequest& request = run.request;
    checkDevice(options.device.value_or("auto"));
    checkOutputs(options, request.seed);
    const HandedTensors handed = options.tensorsIn ? HandedTensors(*options.tensorsIn) : HandedTensors();

    Checkpoint checkpoint =
        Checkpoint::open(options.model ? std::filesystem::path(*options.model) : starterModel());
    const DiffusionModel::Blueprint blueprint = DiffusionModel::inspect(checkpoint);
    fitSize(run, blueprint, checkpoint);
    const LoadOptions load{
        resolveDtype(options.dtype || !options.request ? options.dtype : request.dtype, request.dtype),
        request.prediction};
    // An unknown sampler or an impossible size is said before a byte of the weights is read.
    request.sampler = makePlan(request.sampler, request.schedule, request.steps,
        ModelSampling(checkpoint.schedulerConfig(), parsePrediction(checkpoint.description().prediction)),
        checkpoint.schedulerConfig())
                          .sampler;
    validate(request);
    requireMemory(
        estimateMemory(blueprint, checkpoint.description().parameters, load.dtype, request.width, request.height),
        request.width, request.height);
    const ModelReference found = reference(checkpoint);
    if (!options.model && (run.hasModel || !run.modelHash.empty()))
        requireSameModel(run, found, checkpoint);
    request.model = found;
    if (request.deterministic) {
        at::globalContext().setDeterministicAlgorithms(true, false);
        at::globalContext().setDeterministicMkldnn(true);
    }

    Progress progress(Progress::styleFor(options.quiet), options.count);
    for (const std::string& note : run.notes)
        progress.say(note);
    if (!blueprint.unasked.empty())
        progress.say("This model has " + std::to_string(blueprint.unasked.size())
            + " tensors that nothing uses, the first: " + blueprint.unasked.front() + ".");
    const DiffusionModel model(std::move(checkpoint), blueprint, load);
    const TextToImage job(model, request, handed);
    for (const PromptProblem& problem : parsePrompt(request.prompt).problems)
        progress.say("Prompt, character " + std::to_string(problem.offset + 1) + ": " + problem.message);
    drawAll(job, request, options, progress);
    stopPoint();
}

} // namespace

void addGenerate(CLI::App& program)
{
    CLI::App* command = program.add_subcommand("generate", "Draw pictures from a text");
    const auto options = std::make_shared<GenerateOptions>();
    declareOptions(*command, *options);
    command->callback([options] { generate(*options); });
}

} // namespace tarn
