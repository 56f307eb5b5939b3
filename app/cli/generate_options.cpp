#include <base/error.h>
#include <base/mapped_file.h>
#include <image/png.h>
#include <pipelines/edit_area.h>
#include <pipelines/model_places.h>
#include <protocol/parameters_text.h>

#include <cli/generate_options.h>
#include <cli/named_picture.h>
#include <cli/parsed_values.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <random>
#include <tuple>

namespace tarn {
namespace {

constexpr int maxCount = 10'000;

/// The picture's own request, or what a `parameters` text of another program says.
void readPngRequest(const std::filesystem::path& file, RequestedRun& run)
{
    const PngTexts texts = readPngTexts(file);
    const auto find = [&](std::string_view key) { return std::ranges::find(texts.chunks, key, &TextChunk::key); };
    run.hasSize = true;
    if (const auto own = find("tarn"); own != texts.chunks.end()) {
        run.request = requestFromJson(own->text);
        run.hasModel = run.hasDtype = true;
        return;
    }
    const auto foreign = find("parameters");
    if (foreign == texts.chunks.end())
        throw StudioError(
            "\"" + file.string() + "\" carries no request; choose a picture made with tarn, or a JSON file.");
    const ParsedParameters parsed = parseParametersText(foreign->text);
    GenerateRequest& request = run.request;
    request.prompt = parsed.prompt;
    request.negative = parsed.negative;
    request.steps = parsed.steps.value_or(request.steps);
    request.sampler = parsed.sampler.value_or(request.sampler);
    request.schedule = parsed.schedule.value_or(request.schedule);
    request.guidance = parsed.guidance.value_or(request.guidance);
    request.seed = parsed.seed.value_or(0);
    request.variation = parsed.variation.value_or(0);
    request.variationSeed = parsed.variationSeed.value_or(0);
    request.clipSkip = parsed.clipSkip.value_or(1);
    request.noise = parsed.noise.value_or(request.noise);
    request.strength = parsed.strength.value_or(request.strength);
    request.feather = parsed.feather.value_or(request.feather);
    request.area = parsed.area.value_or(request.area);
    request.padding = parsed.padding.value_or(request.padding);
    request.fill = parsed.fill.value_or(request.fill);
    run.hasSize = parsed.width && parsed.height;
    request.width = parsed.width.value_or(request.width);
    request.height = parsed.height.value_or(request.height);
    run.modelHash = parsed.modelHash;
    run.notes = parsed.ignored;
}

RequestedRun readRequest(const std::filesystem::path& file)
{
    RequestedRun run;
    const MappedFile content(file);
    constexpr unsigned char signature[] = {0x89, 'P', 'N', 'G'};
    const auto bytes = content.bytes();
    if (bytes.size() >= 4 && std::memcmp(bytes.data(), signature, 4) == 0) {
        readPngRequest(file, run);
    } else {
        run.request = requestFromJson({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        run.hasModel = !run.request.model.sha256.empty() || !run.request.model.parts.empty();
        run.hasSize = run.hasDtype = true;
    }
    return run;
}

template <typename T> void override(T& value, const std::optional<T>& given)
{
    if (given)
        value = *given;
}

} // namespace

void declareOptions(CLI::App& command, GenerateOptions& o)
{
    command.option_defaults()->take_last(); // a flag given twice: the later one wins
    command.add_option(
        "PROMPT", o.positionalPrompt, "What to draw; (words:1.3) weighs them, BREAK starts a new window");
    command.add_option("--prompt", o.prompt, "What to draw, instead of PROMPT");
    command.add_option("--negative", o.negative, "What to stay away from");
    command.add_option(
        "--model", o.model, "A diffusers folder or a .safetensors file; default: the starter model");
    command.add_option("--steps", o.steps, "Steps of the sampler (default 20)");
    command.add_option("--sampler", o.sampler, "See tarn samplers (default: the model's own)");
    command.add_option("--schedule", o.schedule, "See tarn schedules (default: the model's own)");
    command.add_option("--guidance", o.guidance, "Classifier-free guidance scale (default 7; 1 is none)");
    command.add_option("--seed", o.seed, "The same seed draws the same picture (default: chosen at random)");
    command.add_option("--variation", o.variation,
        "0 to 1: how far the noise turns from that of --seed to that of --variation-seed (default 0)");
    command.add_option("--variation-seed", o.variationSeed, "The other seed (default: chosen at random)");
    command.add_option("--size", o.size, "WxH in pixels (default: the model's own)");
    command
        .add_option(
            "--count", o.count, "How many pictures, with seeds S, S+1, …; with --variation the other seed counts")
        ->check(CLI::Range(1, maxCount));
    command.add_option("--device", o.device, "auto, cpu, cuda or cuda:N (default auto)");
    command.add_option(
        "--dtype", o.dtype, "auto, fp32, bf16 or fp16 (default auto: bf16 where the CPU is fast at it)");
    command.add_option("--prediction", o.prediction, "auto, eps, v or flow: what the network's output means");
    command.add_option("--clip-skip", o.clipSkip, "1: the text encoder's last layer, 2: the one before, …");
    command.add_option("--noise", o.noise, "cpu or philox: the generator of the noise (default cpu)");
    command.add_flag("--deterministic", o.deterministic, "Only algorithms whose result does not vary");
    command.add_option("--image", o.image,
        "A PNG, JPEG or WebP picture to start from, a file or an https address; it gives the result its size");
    command.add_option("--strength", o.strength, "How much of --image is drawn anew, 0 to 1 (default 0.75)");
    command.add_option("--strength-steps", o.strengthSteps,
        "shorten: strength x steps are taken (default); full: all steps are, with finer ones");
    command.add_option(
        "--mask", o.mask, "White is drawn anew, black kept, grey joins in later; of --image's size");
    command.add_option(
        "--area", o.area, "auto, whole (draw on the whole picture) or masked (on the mask's surroundings)");
    command.add_option("--fill", o.fill, "What the mask starts from: original, blur, telea, ns, noise or nothing");
    command.add_option("--grow", o.grow, "Pixels that the mask grows by (default 0)");
    command.add_option("--feather", o.feather, "Pixels over which old and new are mixed (default 8)");
    command.add_option("--padding", o.padding, "Pixels around the mask that --area masked shows (default 32)");
    command.add_flag("--no-colour-match", o.noColourMatch, "Leave the new part's colours as they were drawn");
    for (const auto& [flag, value] : {std::pair{"--left", &o.left}, std::pair{"--right", &o.right},
             std::pair{"--top", &o.top}, std::pair{"--bottom", &o.bottom}})
        command.add_option(flag, *value, "Pixels by which --image grows on this side (default 0)");
    command.add_option(
        "--blend", o.blend, "Pixels of the old picture along its joined sides that are drawn over (default 24)");
    declareGuides(command, o.guides);
    command.add_option(
        "--record", o.record, "A folder that keeps each step; the same request goes on where such a folder ends");
    command.add_option("--from-step", o.fromStep,
        "Repeat --record's request from its step K (from 0), or branch there with other flags");
    command.add_option("--output", o.output, "FILE.png (default: tarn-SEED.png)");
    command.add_option(
        "--request", o.request, "Repeat the request in FILE.json or FILE.png; other flags win over it");
    command.add_flag("--json", o.json, "One JSON object per picture on standard output");
    command.add_flag("--quiet", o.quiet, "No progress");
    command.add_option("--tensors-in", o.tensorsIn, "Noise and embeddings to use, as safetensors");
    command.add_option("--tensors-out", o.tensorsOut, "Where to write latents, sigmas and picture as safetensors");
}

namespace {

BlobReference named(RequestedRun& run, const std::string& name, const std::stop_token& stop)
{
    NamedPicture picture = readNamedPicture(name, stop);
    run.pictures.emplace(picture.reference.sha256, std::move(picture.image));
    return picture.reference;
}

/// Reads --image. The picture gives the result its size unless a size was asked for.
void readPicture(RequestedRun& run, const GenerateOptions& options, const std::stop_token& stop)
{
    GenerateRequest& request = run.request;
    if (!options.image) {
        if ((options.strength || options.strengthSteps) && !request.image.isGiven())
            throw UsageError(
                "--strength says how much of a picture is drawn anew; name the picture with --image.");
        if (request.image.isGiven())
            throw StudioError("The request starts from a picture (SHA-256 " + request.image.sha256.substr(0, 12)
                + "…) that is not among the files given; name it with --image.");
        return;
    }
    const BlobReference given = named(run, *options.image, stop);
    const bool repeats = options.request && given == request.image;
    request.image = given;
    const Image& picture = run.pictures.at(given.sha256);
    if (!options.size && !repeats) {
        request.width = picture.width;
        request.height = picture.height;
    }
    if (request.outpaint.any() && !repeats) { // the size is the result's
        const OutpaintMargins& margins = request.outpaint;
        for (const int margin : {margins.left, margins.top, margins.right, margins.bottom})
            if (margin < 0 || margin > GenerateRequest::maxSide)
                throw UsageError("--left, --right, --top and --bottom take 0 to "
                    + std::to_string(GenerateRequest::maxSide) + " pixels.");
        request.width += margins.left + margins.right;
        request.height += margins.top + margins.bottom;
    }
    run.hasSize = true;
}

void readSeeds(GenerateRequest& request, const GenerateOptions& options)
{
    if (options.seed)
        request.seed = parsedSeed(*options.seed);
    else if (!options.request)
        request.seed = std::random_device{}();
    const bool varied = request.variation > 0;
    override(request.variation, options.variation);
    if (options.variationSeed && request.variation == 0)
        throw UsageError("--variation-seed is about a variation; say how far it goes with --variation.");
    if (options.variationSeed)
        request.variationSeed = parsedSeed(*options.variationSeed);
    else if (request.variation > 0 && !varied)
        request.variationSeed = std::random_device{}();
}

void readMask(RequestedRun& run, const GenerateOptions& options, const std::stop_token& stop)
{
    GenerateRequest& request = run.request;
    if (options.mask) {
        request.mask = named(run, *options.mask, stop);
        const Image& picture = run.pictures.at(request.image.sha256);
        const Image& mask = run.pictures.at(request.mask.sha256);
        requireMaskSize(mask, picture.width, picture.height);
    } else if (request.mask.isGiven()) {
        throw StudioError("The request draws under a mask (SHA-256 " + request.mask.sha256.substr(0, 12)
            + "…) that is not among the files given; name it with --mask.");
    } else if (options.grow || options.feather || options.padding
        || ((options.area || options.fill) && !request.outpaint.any())) {
        throw UsageError("--area, --fill, --grow, --feather and --padding are about a mask; name it with --mask.");
    }
}

} // namespace

RequestedRun requestedRun(const GenerateOptions& options, const std::stop_token& stop)
{
    if (options.positionalPrompt && options.prompt)
        throw UsageError("The prompt is given twice; use PROMPT or --prompt.");
    RequestedRun run;
    if (options.request)
        run = readRequest(*options.request);
    else if (!options.prompt && !options.positionalPrompt)
        throw UsageError("There is no prompt; write one: tarn generate \"a quiet lake at dawn\".");
    GenerateRequest& request = run.request;
    request.engine = engineVersion();
    override(request.prompt, options.positionalPrompt);
    override(request.prompt, options.prompt);
    override(request.negative, options.negative);
    override(request.steps, options.steps);
    override(request.sampler, options.sampler);
    override(request.schedule, options.schedule);
    override(request.guidance, options.guidance);
    override(request.prediction, options.prediction);
    override(request.clipSkip, options.clipSkip);
    override(request.noise, options.noise);
    override(request.strength, options.strength);
    override(request.strengthSteps, options.strengthSteps);
    if (!options.strength && !options.request && (options.left || options.right || options.top || options.bottom))
        request.strength = 1; // there is nothing to keep of what is not there
    override(request.area, options.area);
    override(request.fill, options.fill);
    override(request.grow, options.grow);
    override(request.feather, options.feather);
    override(request.padding, options.padding);
    override(request.outpaint.left, options.left);
    override(request.outpaint.right, options.right);
    override(request.outpaint.top, options.top);
    override(request.outpaint.bottom, options.bottom);
    override(request.blend, options.blend);
    request.colourMatch = request.colourMatch && !options.noColourMatch;
    request.deterministic = request.deterministic || options.deterministic;
    readSeeds(request, options);
    if (options.size) {
        std::tie(request.width, request.height) = parsedSize(*options.size, 1, GenerateRequest::maxSide);
        run.hasSize = true;
    }
    if (options.mask && !options.image)
        throw UsageError("--mask says where a picture is drawn anew; name the picture with --image.");
    readPicture(run, options, stop);
    readMask(run, options, stop);
    const bool starterDraws = !options.model || namedModel(*options.model) == starterModel();
    readGuides(run, options.guides, starterDraws, stop);
    return run;
}

std::filesystem::path outputPath(const GenerateOptions& options, std::uint64_t firstSeed, int index)
{
    std::filesystem::path path = options.output.value_or("tarn-" + std::to_string(firstSeed) + ".png");
    if (path.empty() || path.extension() != ".png")
        throw UsageError("--output \"" + path.string() + "\" must end in .png.");
    if (index > 0)
        path.replace_filename(path.stem().string() + "-" + std::to_string(index + 1) + ".png");
    return path;
}

} // namespace tarn
