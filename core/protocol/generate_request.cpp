#include <base/error.h>
#include <base/utf8.h>
#include <protocol/generate_request.h>
#include <protocol/sampler_names.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <utility>

namespace tarn {
namespace {

using nlohmann::json;

constexpr std::size_t maxJsonBytes = 1 << 20;
constexpr int maxJsonDepth = 16;
constexpr std::size_t maxNameBytes = 512;
constexpr std::size_t maxParts = 64;

[[noreturn]] void refuse(const std::string& sentence) { throw UsageError(sentence); }

void checkRange(std::string_view what, double value, double low, double high)
{
    if (value >= low && value <= high)
        return;
    refuse("The " + std::string(what) + " of the request must lie between " + std::to_string(std::int64_t(low))
        + " and " + std::to_string(std::int64_t(high)) + ".");
}

void checkText(std::string_view what, std::string_view text, std::size_t maxBytes)
{
    if (text.size() > maxBytes)
        refuse("The " + std::string(what) + " of the request is longer than " + std::to_string(maxBytes)
            + " bytes; shorten it.");
    if (!isUtf8(text))
        refuse("The " + std::string(what) + " of the request is not UTF-8 text; save or type it again as UTF-8.");
}

void checkDigest(std::string_view what, std::string_view digest)
{
    const bool hex =
        std::ranges::all_of(digest, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (digest.size() != 64 || !hex)
        refuse("The SHA-256 of the " + std::string(what) + " in the request is not 64 lower-case hex digits.");
}

void checkName(std::string_view what, const std::string& name, std::initializer_list<std::string_view> known)
{
    if (std::ranges::find(known, name) != known.end())
        return;
    std::string choices;
    for (const std::string_view choice : known)
        choices += (choices.empty() ? "" : ", ") + std::string(choice);
    refuse("The " + std::string(what) + " of the request is none of " + choices + ".");
}

void checkListed(const std::string& what, std::string_view name, std::span<const NamePair> table)
{
    if (titleOf(table, name).empty())
        refuse("The request names a " + what + " that this version does not know; \"tarn " + what
            + "s\" lists them.");
}

/// A JSON object as untrusted input: each read either fills a field, leaves it alone, or throws UsageError.
class Fields {
public:
    explicit Fields(const json& object)
        : m_object(object)
    {
    }

    void read(const char* key, std::string& to) const
    {
        if (const json* value = find(key, "text", &json::is_string))
            to = value->get_ref<const std::string&>();
    }

    void read(const char* key, bool& to) const
    {
        if (const json* value = find(key, "true or false", &json::is_boolean))
            to = value->get<bool>();
    }

    void read(const char* key, double& to) const
    {
        if (const json* value = find(key, "a number", &json::is_number))
            to = value->get<double>();
    }

    void read(const char* key, std::uint64_t& to) const
    {
        if (const json* value =
                find(key, "a whole number from 0 to 18446744073709551615", &json::is_number_unsigned))
            to = value->get<std::uint64_t>();
    }

    void read(const char* key, int& to) const
    {
        const json* value = find(key, "a whole number", &json::is_number_integer);
        if (!value)
            return;
        // What no int can hold is out of every range; `validate` says which range.
        constexpr double lowest = std::numeric_limits<int>::min();
        constexpr double highest = std::numeric_limits<int>::max();
        to = int(std::clamp(value->get<double>(), lowest, highest));
    }

    void read(const char* key, std::map<std::string, std::string>& to) const
    {
        const json* value = find(key, "an object", &json::is_object);
        if (!value)
            return;
        to.clear();
        for (const auto& [name, digest] : value->items()) {
            if (!digest.is_string())
                refuse("\"" + std::string(key) + "\" in the request must hold only text.");
            to.emplace(name, digest.get_ref<const std::string&>());
        }
    }

    const json* find(const char* key, std::string_view type, bool (json::*isType)() const noexcept) const
    {
        const auto found = m_object.find(key);
        if (found == m_object.end())
            return nullptr;
        if (!((*found).*isType)())
            refuse("\"" + std::string(key) + "\" in the request must be " + std::string(type) + ".");
        return &*found;
    }

private:
    const json& m_object;
};

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

void validate(const GenerateRequest& request)
{
    using R = GenerateRequest;
    checkText("engine version", request.engine, maxNameBytes);
    checkText("prompt", request.prompt, R::maxPromptBytes);
    checkText("negative prompt", request.negative, R::maxPromptBytes);
    checkText("model's name", request.model.name, maxNameBytes);
    if (!request.model.sha256.empty())
        checkDigest("model", request.model.sha256);
    checkRange("number of model parts", double(request.model.parts.size()), 0, maxParts);
    for (const auto& [part, digest] : request.model.parts) {
        checkText("name of a model part", part, maxNameBytes);
        checkDigest("model part \"" + part + "\"", digest);
    }
    checkRange("number of steps", request.steps, 1, R::maxSteps);
    if (request.sampler != "model")
        checkListed("sampler", request.sampler, samplerNames());
    checkListed("schedule", request.schedule, scheduleNames());
    checkRange("guidance", request.guidance, -R::maxGuidance, R::maxGuidance);
    checkRange("width", request.width, 1, R::maxSide);
    checkRange("height", request.height, 1, R::maxSide);
    checkName("prediction", request.prediction, {"auto", "eps", "v", "flow"});
    checkRange("clip skip", request.clipSkip, 1, R::maxClipSkip);
    checkName("noise", request.noise, {"cpu", "philox"});
    checkName("dtype", request.dtype, {"fp32", "bf16", "fp16"});
}

std::string toJson(const GenerateRequest& request)
{
    validate(request);
    nlohmann::ordered_json model{{"name", request.model.name}, {"sha256", request.model.sha256}};
    if (!request.model.parts.empty())
        model["parts"] = request.model.parts;
    const nlohmann::ordered_json object{
        {"format", GenerateRequest::currentFormat},
        {"engine", request.engine},
        {"prompt", request.prompt},
        {"negative", request.negative},
        {"model", std::move(model)},
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
    return object.dump();
}

GenerateRequest requestFromJson(std::string_view text)
{
    const json object = parsed(text);
    const Fields fields(object);
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
    if (const json* model = fields.find("model", "an object", &json::is_object)) {
        const Fields modelFields(*model);
        modelFields.read("name", request.model.name);
        modelFields.read("sha256", request.model.sha256);
        modelFields.read("parts", request.model.parts);
    }
    fields.read("steps", request.steps);
    fields.read("sampler", request.sampler);
    fields.read("schedule", request.schedule);
    fields.read("guidance", request.guidance);
    fields.read("seed", request.seed);
    fields.read("width", request.width);
    fields.read("height", request.height);
    fields.read("prediction", request.prediction);
    fields.read("clipSkip", request.clipSkip);
    fields.read("noise", request.noise);
    fields.read("dtype", request.dtype);
    fields.read("deterministic", request.deterministic);
    validate(request);
    return request;
}

} // namespace tarn
