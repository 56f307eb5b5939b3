#include <base/error.h>
#include <base/mapped_file.h>
#include <image/png.h>
#include <protocol/parameters_text.h>

#include <cli/generate_options.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <random>

namespace tarn {
namespace {

constexpr int maxCount = 10'000;

std::uint64_t parseSeed(const std::string& text)
{
    std::uint64_t seed = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error != std::errc() || stop != text.data() + text.size())
        throw UsageError("--seed \"" + text + "\" is no whole number from 0 to 18446744073709551615.");
    return seed;
}

void parseSize(const std::string& text, int& width, int& height)
{
    const char* const end = text.data() + text.size();
    const auto [cross, error] = std::from_chars(text.data(), end, width);
    if (error == std::errc() && cross != end && (*cross == 'x' || *cross == 'X'))
        if (const auto [stop, second] = std::from_chars(cross + 1, end, height);
            second == std::errc() && stop == end)
            if (std::min(width, height) >= 1 && std::max(width, height) <= GenerateRequest::maxSide)
                return;
    throw UsageError("--size \"" + text + "\" is no size; write it as 768x512, each side from 1 to "
        + std::to_string(GenerateRequest::maxSide) + ".");
}

/// The picture's own request, or what a `parameters` text of another program says.
void readPngRequest(const std::filesystem::path& file, RequestedRun& run)
{
    const PngTexts texts = readPngTexts(file);
    const auto find = [&](std::string_view key) { return std::ranges::find(texts.chunks, key, &TextChunk::key); };
    run.hasSize = true;
    if (const auto own = find("tarn"); own != texts.chunks.end()) {
        run.request = requestFromJson(own->text);
        run.hasModel = true;
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
    request.clipSkip = parsed.clipSkip.value_or(1);
    request.noise = parsed.noise.value_or(request.noise);
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
        run.hasSize = true;
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
    command.add_option("--size", o.size, "WxH in pixels (default: the model's own)");
    command.add_option("--count", o.count, "How many pictures, with seeds S, S+1, …")
        ->check(CLI::Range(1, maxCount));
    command.add_option("--device", o.device, "auto, cpu, cuda or cuda:N (default auto)");
    command.add_option("--dtype", o.dtype, "auto, fp32, bf16 or fp16 (default auto: bf16 where the CPU has AMX)");
    command.add_option("--prediction", o.prediction, "auto, eps, v or flow: what the network's output means");
    command.add_option("--clip-skip", o.clipSkip, "1: the text encoder's last layer, 2: the one before, …");
    command.add_option("--noise", o.noise, "cpu or philox: the generator of the noise (default cpu)");
    command.add_flag("--deterministic", o.deterministic, "Only algorithms whose result does not vary");
    command.add_option("--output", o.output, "FILE.png (default: tarn-SEED.png)");
    command.add_option(
        "--request", o.request, "Repeat the request in FILE.json or FILE.png; other flags win over it");
    command.add_flag("--json", o.json, "One JSON object per picture on standard output");
    command.add_flag("--quiet", o.quiet, "No progress");
    command.add_option("--tensors-in", o.tensorsIn, "Noise and embeddings to use, as safetensors");
    command.add_option("--tensors-out", o.tensorsOut, "Where to write latents, sigmas and picture as safetensors");
}

RequestedRun requestedRun(const GenerateOptions& options)
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
    request.deterministic = request.deterministic || options.deterministic;
    if (options.seed)
        request.seed = parseSeed(*options.seed);
    else if (!options.request)
        request.seed = std::random_device{}();
    if (options.size) {
        parseSize(*options.size, request.width, request.height);
        run.hasSize = true;
    }
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
