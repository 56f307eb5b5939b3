#include "parameters_fields.h"

#include <protocol/parameters_text.h>
#include <protocol/sampler_names.h>

#include <charconv>
#include <cmath>

namespace tarn {
namespace {

using namespace parameters;

/// PNG text cannot hold NUL.
std::string withoutNul(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text)
        safe += c == '\0' ? std::string_view("\uFFFD") : std::string_view(&c, 1);
    return safe;
}

/// A1111 quotes what holds a comma, a colon or a line break; the rest here would not be read back as it is.
std::string quotedIfNeeded(std::string_view text)
{
    const bool plain =
        text.find_first_of(std::string_view(",:\n\r\"\\\0", 7)) == text.npos && trimmed(text) == text;
    return plain ? std::string(text) : quotedText(text);
}

/// As Python prints a float that may be whole: 7, 6.5.
std::string numberText(double value)
{
    char text[32];
    const double size = std::abs(value);
    const bool fixed = value == 0 || (size >= 1e-4 && size < 1e16);
    const auto format = fixed ? std::chars_format::fixed : std::chars_format::general;
    return {text, std::to_chars(std::begin(text), std::end(text), value, format).ptr};
}

std::string samplerTitle(std::string_view name)
{
    return std::string(name == "model" ? automaticTitle : titleOf(samplerNames(), name));
}

/// What identifies the model to other programs: its one file, or the UNet's file of a folder.
std::string modelHash(const ModelReference& model)
{
    const auto unet = model.parts.find("unet");
    return model.sha256.empty() && unet != model.parts.end() ? unet->second : model.sha256;
}

} // namespace

std::string formatParametersText(const GenerateRequest& request)
{
    std::string head = withoutNul(request.prompt);
    if (!request.negative.empty())
        head += "\n" + std::string(negativeStart) + " " + withoutNul(request.negative);

    std::string line;
    const auto add = [&](std::string_view key, const std::string& value) {
        line += (line.empty() ? "" : ", ") + std::string(key) + ": " + value;
    };
    add("Steps", std::to_string(request.steps));
    add("Sampler", samplerTitle(request.sampler));
    add("Schedule type", std::string(titleOf(scheduleNames(), request.schedule)));
    add("CFG scale", numberText(request.guidance));
    add("Seed", std::to_string(request.seed));
    add("Size", std::to_string(request.width) + "x" + std::to_string(request.height));
    if (const std::string hash = modelHash(request.model); !hash.empty())
        add("Model hash", hash.substr(0, 10));
    if (!request.model.name.empty())
        add("Model", quotedIfNeeded(request.model.name));
    if (request.variation > 0) {
        add("Variation seed", std::to_string(request.variationSeed));
        add("Variation seed strength", numberText(request.variation));
    }
    if (request.image.isGiven())
        add("Denoising strength", numberText(request.strength));
    if (request.clipSkip > 1)
        add("Clip skip", std::to_string(request.clipSkip));
    if (request.mask.isGiven()) {
        if (request.feather > 0)
            add("Mask blur", std::to_string(std::lround(request.feather / reachOfBlur)));
        if (request.area == "masked") {
            add("Inpaint area", "Only masked");
            add("Masked area padding", std::to_string(request.padding));
        }
        if (request.fill != "original")
            add("Masked content",
                request.fill == "noise"         ? "latent noise"
                    : request.fill == "nothing" ? "latent nothing"
                                                : "fill");
    }
    add("RNG", request.noise == "philox" ? "NV" : "CPU");
    const ParsedParameters read = parseParametersText(head + "\n" + line);
    if (read.prompt != request.prompt)
        add(exactPromptKey, quotedText(request.prompt));
    if (read.negative != request.negative)
        add(exactNegativeKey, quotedText(request.negative));
    add("Version", quotedIfNeeded("tarn " + request.engine));
    return std::string(trimmed(head + "\n" + line));
}

} // namespace tarn
