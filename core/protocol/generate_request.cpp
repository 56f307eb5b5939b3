#include "request_fields.h"
#include "request_pictures.h"

#include <base/error.h>
#include <protocol/generate_request.h>
#include <protocol/sampler_names.h>

#include <nlohmann/json.hpp>

#include <utility>

namespace tarn {
namespace {

using nlohmann::json;

constexpr std::size_t maxJsonBytes = 1 << 20;
constexpr int maxJsonDepth = 16;

[[noreturn]] void refuse(const std::string& sentence) { throw UsageError(sentence); }

void checkListed(const std::string& what, std::string_view name, std::span<const NamePair> table)
{
    if (titleOf(table, name).empty())
        refuse("The request names a " + what + " that this version does not know; \"tarn " + what
            + "s\" lists them.");
}

json parsed(std::string_view text)
{
    if (text.size() > maxJsonBytes)
        refuse("The request is larger than 1 MiB, which no request of this program is.");
    const auto checkDepth = [](int depth, json::parse_event_t, json&) {
        if (depth > maxJsonDepth)
            refuse("The request is nested too deeply, which no request of this program is.");
        return true;
    };
    json object;
    try {
        object = json::parse(text, checkDepth);
    } catch (const json::exception&) {
        refuse("The request is not valid JSON; use a file or a picture that this program has written.");
    }
    if (!object.is_object())
        refuse("The request is not a JSON object; use a file or a picture that this program has written.");
    return object;
}

} // namespace

std::string_view engineVersion() { return TARN_VERSION; }

GenerateRequest inSeries(GenerateRequest first, int index)
{
    (first.variation > 0 ? first.variationSeed : first.seed) += std::uint64_t(index);
    return first;
}

void validate(const GenerateRequest& request)
{
    using R = GenerateRequest;
    checkText("engine version", request.engine, GenerateRequest::maxNameBytes);
    checkText("prompt", request.prompt, R::maxPromptBytes);
    checkText("negative prompt", request.negative, R::maxPromptBytes);
    validateModel(request.model);
    checkRange("number of steps", request.steps, 1, R::maxSteps);
    if (request.sampler != "model")
        checkListed("sampler", request.sampler, samplerNames());
    checkListed("schedule", request.schedule, scheduleNames());
    checkRange("guidance", request.guidance, -R::maxGuidance, R::maxGuidance);
    checkRange("variation", request.variation, 0, 1);
    checkRange("width", request.width, 1, R::maxSide);
    checkRange("height", request.height, 1, R::maxSide);
    checkName("prediction", request.prediction, {"auto", "eps", "v", "flow"});
    checkRange("clip skip", request.clipSkip, 1, R::maxClipSkip);
    checkName("noise", request.noise, {"cpu", "philox"});
    checkName("dtype", request.dtype, {"auto", "fp32", "bf16", "fp16"});
    if (request.vaeTile != 0)
        checkRange("VAE tile", request.vaeTile, R::minVaeTile, R::maxSide);
    validatePictures(request);
}

std::string toJson(const GenerateRequest& request)
{
    validate(request);
    nlohmann::ordered_json object{
        {"format", GenerateRequest::currentFormat},
        {"engine", request.engine},
        {"prompt", request.prompt},
        {"negative", request.negative},
        {"model", modelToJson(request.model)},
        {"steps", request.steps},
        {"sampler", request.sampler},
        {"schedule", request.schedule},
        {"guidance", request.guidance + 0.0}, // -0 equals 0 and must read the same
        {"seed", request.seed},
        {"width", request.width},
        {"height", request.height},
        {"prediction", request.prediction},
        {"clipSkip", request.clipSkip},
        {"noise", request.noise},
        {"dtype", request.dtype},
        {"deterministic", request.deterministic},
    };
    if (request.variation != 0 || request.variationSeed != 0) {
        object["variation"] = request.variation;
        object["variationSeed"] = request.variationSeed;
    }
    if (request.vaeTile != 0)
        object["vaeTile"] = request.vaeTile;
    addPictures(object, request);
    return object.dump();
}

GenerateRequest requestFromJson(std::string_view text)
{
    const json object = parsed(text);
    const RequestFields fields(object);
    int format = 0;
    fields.read("format", format);
    if (format < 1)
        refuse("The JSON is no request of this program: it has no \"format\" number.");
    if (format > GenerateRequest::currentFormat)
        refuse("The request was made by a newer version (format " + std::to_string(format)
            + "); update this program to use it.");

    GenerateRequest request;
    fields.read("engine", request.engine);
    fields.read("prompt", request.prompt);
    fields.read("negative", request.negative);
    if (const json* model = fields.find("model", "an object", &json::is_object))
        readModel(*model, request.model);
    fields.read("steps", request.steps);
    fields.read("sampler", request.sampler);
    fields.read("schedule", request.schedule);
    fields.read("guidance", request.guidance);
    fields.read("seed", request.seed);
    fields.read("variation", request.variation);
    fields.read("variationSeed", request.variationSeed);
    fields.read("width", request.width);
    fields.read("height", request.height);
    fields.read("prediction", request.prediction);
    fields.read("clipSkip", request.clipSkip);
    fields.read("noise", request.noise);
    fields.read("dtype", request.dtype);
    fields.read("deterministic", request.deterministic);
    fields.read("vaeTile", request.vaeTile);
    readPictures(object, request);
    validate(request);
    return request;
}

} // namespace tarn
