#include <base/durable_file.h>
#include <base/error.h>
#include <models/vae_tiles.h>
#include <nn/device.h>
#include <nn/precision.h>
#include <nn/stop.h>
#include <pipelines/depth_input.h>
#include <pipelines/memory.h>
#include <pipelines/model_places.h>
#include <pipelines/networks.h>
#include <pipelines/picture_job.h>
#include <pipelines/step_record.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cli/commands.h>
#include <cli/draw_pictures.h>
#include <cli/generate_options.h>
#include <cli/interrupt.h>
#include <cli/progress.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <set>

namespace tarn {
namespace {

std::string resolvedDtype(const std::optional<std::string>& asked, at::Device device)
{
    const std::string name = asked.value_or("auto");
    if (name == "auto")
        return usualDtype(device);
    dtypeOf(name);
    return name;
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
            + ", which is not a starter model; say where it is with --model.");
}

/// Both sides as multiples of the VAE's factor, the nearest ones.
void fitSize(RequestedRun& run, const DiffusionModel::Blueprint& blueprint, const Checkpoint& checkpoint)
{
    GenerateRequest& request = run.request;
    if (!run.hasSize)
        request.width = request.height = preferredSide(blueprint, checkpoint);
    if (request.image.isGiven()) // padded inside to what the model needs, and cropped back
        return;
    const int factor = blueprint.vae.factor();
    const auto rounded = [factor](int side) { return std::max(factor, (side + factor / 2) / factor * factor); };
    const int width = rounded(request.width), height = rounded(request.height);
    if (width != request.width || height != request.height)
        run.notes.push_back("The size is rounded to " + std::to_string(width) + "x" + std::to_string(height)
            + ": this model needs multiples of " + std::to_string(factor) + ".");
    request.width = width;
    request.height = height;
}

void checkOutputs(const GenerateOptions& options, std::uint64_t firstSeed)
{
    for (int i = 0; i < options.count; ++i)
        checkWritable(outputPath(options, firstSeed, i));
    if (options.tensorsOut)
        checkWritable(*options.tensorsOut);
}

/// With --from-step the record's request is the one that flags win over.
GenerateOptions completed(GenerateOptions options)
{
    if (options.fromStep && !options.record)
        throw UsageError("--from-step is about a record; name its folder with --record.");
    if (options.record && options.count != 1)
        throw UsageError("--record keeps the steps of one picture; leave out --count.");
    if (options.fromStep && !options.request) {
        StepRecord::open(*options.record).callOf(*options.fromStep);
        options.request = (std::filesystem::path(*options.record) / "request.json").string();
    }
    return options;
}

NetworkParameters parametersOf(const RequestedRun& run, const Checkpoint& checkpoint)
{
    NetworkParameters parameters;
    parameters.estimator = checkpoint.parameters(Part::depthEstimator);
    parameters.drawing = std::uint64_t(checkpoint.description().parameters) - parameters.estimator;
    for (const std::filesystem::path& path : std::set(run.controlModels.begin(), run.controlModels.end()))
        parameters.drawing += std::uint64_t(Checkpoint::open(path).description().parameters);
    return parameters;
}

void generate(const GenerateOptions& given)
{
    const GenerateOptions options = completed(given);
    const Interrupt interrupt;
    const StopScope listening(interrupt.token());
    const c10::InferenceMode inference;
    flushDenormals();

    RequestedRun run = requestedRun(options, interrupt.token());
    GenerateRequest& request = run.request;
    const at::Device device = openDevice(options.device.value_or("auto"));
    checkOutputs(options, request.seed);
    const HandedTensors handed = options.tensorsIn ? HandedTensors(*options.tensorsIn) : HandedTensors();

    Checkpoint checkpoint =
        Checkpoint::open(options.model ? namedModel(*options.model) : starterModelFor(request));
    const DiffusionModel::Blueprint blueprint = DiffusionModel::inspect(checkpoint);
    fitSize(run, blueprint, checkpoint);
    request.dtype = resolvedDtype(options.dtype || !run.hasDtype ? options.dtype : request.dtype, device);
    // An unknown sampler or an impossible size is said before a byte of the weights is read.
    request.sampler = makePlan(request.sampler, request.schedule, request.steps,
        ModelSampling(checkpoint.schedulerConfig(), parsePrediction(checkpoint.description().prediction)),
        checkpoint.schedulerConfig())
                          .sampler;
    validate(request);
    const PictureLookup pictures = lookupIn(run.pictures);
    const EditArea area =
        runAreaOf(request, pictures, preferredSide(blueprint, checkpoint), blueprint.vae.factor());
    request.vaeTile =
        fittingTile(blueprint, needOf(blueprint, request, area.width, area.height, parametersOf(run, checkpoint)),
            availableMemory(device));
    const ModelReference found = referenceTo(checkpoint);
    if (!options.model && (run.hasModel || !run.modelHash.empty()))
        requireSameModel(run, found, checkpoint);
    request.model = found;
    requireDepthFits(checkpoint.description(), blueprint, checkpoint.has(Part::depthEstimator), request);
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
    if (request.vaeTile > 0)
        progress.say("The picture is encoded and decoded in "
            + std::to_string(vaeTiles(area.width, area.height, request.vaeTile)) + " tiles.");
    for (const PromptProblem& problem : parsePrompt(request.prompt).problems)
        progress.say("Prompt, character " + std::to_string(problem.offset + 1) + ": " + problem.message);
    drawPictures(run, options, handed, std::move(checkpoint), device, progress);
    stopPoint();
}

} // namespace

void addOutpaint(CLI::App& program)
{
    CLI::App* command = program.add_subcommand("outpaint", "Draw on beyond the edges of a picture");
    const auto options = std::make_shared<GenerateOptions>();
    declareOptions(*command, *options);
    command->callback([options] {
        if (!options->request && !options->image)
            throw UsageError("There is no picture to go on from; name it with --image.");
        const auto given = [](const std::optional<int>& margin) { return margin.value_or(0) > 0; };
        if (!options->request && !given(options->left) && !given(options->right) && !given(options->top)
            && !given(options->bottom))
            throw UsageError("There is no side to draw on at; give --left, --right, --top or --bottom in pixels.");
        generate(*options);
    });
}

void addGenerate(CLI::App& program)
{
    CLI::App* command = program.add_subcommand("generate", "Draw pictures from a text");
    const auto options = std::make_shared<GenerateOptions>();
    declareOptions(*command, *options);
    command->callback([options] { generate(*options); });
}

} // namespace tarn
