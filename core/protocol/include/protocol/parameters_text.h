#pragma once

#include <protocol/generate_request.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// The A1111 `parameters` text of a request, as AUTOMATIC1111, Forge, and most galleries read it:
///
///     prompt, may be many lines
///     Negative prompt: text
///     Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1, Size: 512x512, …
///
/// Order, names and quoting follow A1111's create_infotext. Of an inpainting it says what A1111 says, in A1111's
/// terms: a blur of N reaches 2.5 N pixels, and every infill is "fill". A prompt that its reader would not give
/// back as it was (a line "Negative prompt:" inside, spaces at a line's end, NUL …) is also written as a quoted
/// field, which other programs ignore.
std::string formatParametersText(const GenerateRequest& request);

/// What a `parameters` text says. A field is empty when the text lacks it or when its value is of no use.
struct ParsedParameters {
    std::string prompt;
    std::string negative;
    std::optional<int> steps;
    std::optional<std::string> sampler; ///< a name of samplerNames(), or "model"
    std::optional<std::string> schedule; ///< a name of scheduleNames()
    std::optional<double> guidance;
    std::optional<std::uint64_t> seed;
    std::optional<double> variation; ///< 0 to 1
    std::optional<std::uint64_t> variationSeed;
    std::optional<int> width, height; ///< pixels
    std::optional<int> clipSkip;
    std::optional<std::string> noise; ///< "cpu" or "philox"
    std::optional<double> strength; ///< 0 to 1
    std::optional<int> feather; ///< pixels, from A1111's blur of the mask
    std::optional<std::string> area; ///< "masked" or "whole"
    std::optional<int> padding; ///< pixels
    std::optional<std::string> fill; ///< "original", "blur", "noise" or "nothing"
    std::string modelHash; ///< the first hex digits of the file's SHA-256, as written
    std::string modelName;
    std::string version; ///< of the program that wrote the text
    /// One line for each field that was left out, with its key, value and reason; plain text, at most 100 lines.
    std::vector<std::string> ignored;
};

/// Reads any bytes, in time linear in their number, and never throws: what is out of range or unknown is listed as
/// ignored. Bytes that are no UTF-8 become U+FFFD.
ParsedParameters parseParametersText(std::string_view text);

} // namespace tarn
