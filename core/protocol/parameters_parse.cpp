#include "parameters_fields.h"

#include <base/utf8.h>
#include <protocol/parameters_text.h>
#include <protocol/sampler_names.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace tarn {
namespace {

using namespace parameters;
using Limits = GenerateRequest;

constexpr std::size_t maxIgnored = 100;
constexpr std::size_t maxShownBytes = 80;

template <typename Number> std::optional<Number> numberIn(std::string_view text, Number low, Number high)
{
    Number number{};
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc() || end != last || !(number >= low && number <= high))
        return std::nullopt;
    return number;
}

/// A start of `text` that is safe to print: cut, valid UTF-8, no control characters.
std::string shown(std::string_view text)
{
    std::string safe = repairedUtf8(text.substr(0, maxShownBytes)) + (text.size() > maxShownBytes ? "…" : "");
    std::ranges::replace_if(
        safe, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    return safe;
}

/// Puts fields, one after the other, into a ParsedParameters.
class FieldReader {
public:
    explicit FieldReader(ParsedParameters& parsed)
        : m_parsed(parsed)
    {
    }

    void read(const Field& field)
    {
        const auto [key, value] = field;
        bool used = false;
        if (key == "Steps")
            used = set(m_parsed.steps, numberIn(value, 1, Limits::maxSteps));
        else if (key == "Sampler")
            used = readSampler(unquoted(value));
        else if (key == "Schedule type")
            used = readSchedule(unquoted(value));
        else if (key == "CFG scale")
            used = set(m_parsed.guidance, numberIn(value, -Limits::maxGuidance, Limits::maxGuidance));
        else if (key == "Seed")
            used = set(m_parsed.seed, numberIn(value, std::uint64_t(0), std::uint64_t(UINT64_MAX)));
        else if (key == "Variation seed")
            used = set(m_parsed.variationSeed, numberIn(value, std::uint64_t(0), std::uint64_t(UINT64_MAX)));
        else if (key == "Variation seed strength")
            used = set(m_parsed.variation, numberIn(value, 0.0, 1.0));
        else if (key == "Size")
            used = readSize(value);
        else if (key == "Model hash")
            used = readHash(value);
        else if (key == "Model")
            used = readText(m_parsed.modelName, value, Limits::maxNameBytes);
        else if (key == "Clip skip")
            used = set(m_parsed.clipSkip, numberIn(value, 1, Limits::maxClipSkip));
        else if (key == "RNG")
            used = readNoise(value);
        else if (key == "Denoising strength")
            used = set(m_parsed.strength, numberIn(value, 0.0, 1.0));
        else if (key == "Mask blur")
            used = readBlur(value);
        else if (key == "Inpaint area")
            used = readChoice(m_parsed.area, value, {{"Only masked", "masked"}, {"Whole picture", "whole"}});
        else if (key == "Masked area padding")
            used = set(m_parsed.padding, numberIn(value, 0, Limits::maxPadding));
        else if (key == "Masked content")
            used = readChoice(m_parsed.fill, value,
                {{"fill", "blur"}, {"original", "original"}, {"latent noise", "noise"},
                    {"latent nothing", "nothing"}});
        else if (key == "Version")
            used = readText(m_parsed.version, value, Limits::maxNameBytes);
        else if (key == exactPromptKey)
            used = readText(m_parsed.prompt, value, Limits::maxPromptBytes);
        else if (key == exactNegativeKey)
            used = readText(m_parsed.negative, value, Limits::maxPromptBytes);
        else
            return ignore(key, value, "this program does not use it");
        if (!used)
            ignore(key, value, "the value is unknown or out of range");
    }

    /// Drops a prompt that no request may hold.
    void limitPrompt(std::string_view key, std::string& prompt)
    {
        if (prompt.size() <= Limits::maxPromptBytes)
            return;
        ignore(key, prompt, "longer than " + std::to_string(Limits::maxPromptBytes) + " bytes");
        prompt.clear();
    }

    void finish()
    {
        if (m_ignoredCount > maxIgnored)
            m_parsed.ignored.back() = std::to_string(m_ignoredCount - maxIgnored + 1) + " more fields";
    }

private:
    template <typename T> static bool set(std::optional<T>& to, const std::optional<T>& value)
    {
        if (value)
            to = value;
        return value.has_value();
    }

    /// "DPM++ 2M", or with the schedule in its name as A1111 wrote it before 1.9: "DPM++ 2M Karras".
    bool readSampler(std::string_view title)
    {
        for (const std::string_view schedule : {"Karras", "Exponential"}) {
            if (!title.ends_with(schedule) || title.size() <= schedule.size() + 1)
                continue;
            const std::string_view name =
                nameOf(samplerNames(), trimmed(title.substr(0, title.size() - schedule.size())));
            if (name.empty())
                return false;
            m_parsed.sampler = name;
            return readSchedule(schedule);
        }
        const std::string_view name = title == automaticTitle ? "model" : nameOf(samplerNames(), title);
        return set<std::string>(m_parsed.sampler, name.empty() ? std::nullopt : std::optional<std::string>(name));
    }

    /// A1111 lists the spacing of `normal` twice, as "Uniform" and as "Normal".
    bool readSchedule(std::string_view title)
    {
        const std::string_view name = title == "Normal" ? "normal" : nameOf(scheduleNames(), title);
        return set<std::string>(m_parsed.schedule, name.empty() ? std::nullopt : std::optional<std::string>(name));
    }

    bool readSize(std::string_view value)
    {
        const std::size_t cross = std::min(value.find('x'), value.size());
        const auto width = numberIn(value.substr(0, cross), 1, Limits::maxSide);
        const auto height = numberIn(value.substr(std::min(cross + 1, value.size())), 1, Limits::maxSide);
        return width && height && set(m_parsed.width, width) && set(m_parsed.height, height);
    }

    bool readHash(std::string_view value)
    {
        if (value.empty() || value.size() > 64 || value.find_first_not_of("0123456789abcdefABCDEF") != value.npos)
            return false;
        m_parsed.modelHash = value;
        return true;
    }

    bool readNoise(std::string_view value)
    {
        if (value != "CPU" && value != "NV")
            return false;
        m_parsed.noise = value == "NV" ? "philox" : "cpu";
        return true;
    }

    bool readBlur(std::string_view value)
    {
        const auto blur = numberIn(value, 0, Limits::maxReach);
        if (blur)
            m_parsed.feather = std::min(int(std::lround(*blur * reachOfBlur)), Limits::maxReach);
        return blur.has_value();
    }

    static bool readChoice(std::optional<std::string>& to, std::string_view value,
        std::initializer_list<std::pair<std::string_view, std::string_view>> choices)
    {
        for (const auto& [theirs, ours] : choices)
            if (theirs == value) {
                to = std::string(ours);
                return true;
            }
        return false;
    }

    static bool readText(std::string& to, std::string_view value, std::size_t maxBytes)
    {
        std::string text = unquoted(value);
        if (text.size() > maxBytes)
            return false;
        to = std::move(text);
        return true;
    }

    void ignore(std::string_view key, std::string_view value, std::string_view why)
    {
        if (++m_ignoredCount <= maxIgnored)
            m_parsed.ignored.push_back(shown(key) + ": " + shown(value) + " (" + std::string(why) + ")");
    }

    ParsedParameters& m_parsed;
    std::size_t m_ignoredCount = 0;
};

} // namespace

ParsedParameters parseParametersText(std::string_view bytes)
{
    const std::string repaired = repairedUtf8(bytes);
    const std::string_view text = trimmed(repaired);
    const std::size_t lineBreak = text.rfind('\n');
    const bool oneLine = lineBreak == text.npos;
    const std::vector<Field> fields = fieldsOf(oneLine ? text : text.substr(lineBreak + 1));
    const bool hasParameters = fields.size() >= 3;

    ParsedParameters parsed;
    const std::string_view aboveLast = oneLine ? std::string_view() : text.substr(0, lineBreak);
    Prompts prompts = readPrompts(hasParameters ? aboveLast : text);
    parsed.prompt = std::move(prompts.prompt);
    parsed.negative = std::move(prompts.negative);
    FieldReader reader(parsed);
    if (hasParameters)
        for (const Field& field : fields)
            reader.read(field);
    reader.limitPrompt("Prompt", parsed.prompt);
    reader.limitPrompt("Negative prompt", parsed.negative);
    reader.finish();
    return parsed;
}

} // namespace tarn
