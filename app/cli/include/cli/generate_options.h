#pragma once

#include <image/image.h>
#include <protocol/generate_request.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cli/guide_options.h>

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tarn {

/// The flags of `tarn generate` as they were given; an empty optional was not given.
struct GenerateOptions {
    std::optional<std::string> positionalPrompt, prompt, negative, model, sampler, schedule, size, device, dtype,
        prediction, noise, output, request, tensorsIn, tensorsOut, image, strengthSteps, mask, area, fill;
    std::optional<std::string> seed, variationSeed; ///< as text: CLI11 would wrap a negative number round
    std::optional<std::string> record; ///< a folder
    std::optional<int> fromStep;
    std::optional<int> steps, clipSkip, grow, feather, padding, left, right, top, bottom, blend;
    std::optional<double> guidance, strength, variation;
    int count = 1;
    bool deterministic = false;
    bool noColourMatch = false;
    bool json = false;
    bool quiet = false;
    GuideOptions guides;
};

/// Declares the flags on `command`, to be read into `options`.
void declareOptions(CLI::App& command, GenerateOptions& options);

/// The pictures that flags name, decoded, by the SHA-256 of their files.
using NamedPictures = std::map<std::string, Image>;

/// A request, and what is not part of one: which model the user pointed at, and whether a size was chosen.
struct RequestedRun {
    GenerateRequest request; ///< model and dtype are still to be filled in
    bool hasSize = false; ///< else the model's own
    bool hasModel = false; ///< the request came with a model to be found again
    bool hasDtype = false; ///< else what suits this machine
    std::string modelHash; ///< the first digits of its SHA-256, when only these are known
    NamedPictures pictures;
    std::vector<std::filesystem::path> controlModels; ///< of each of the request's controls
    std::vector<std::string> notes; ///< what was ignored or chosen, one sentence each
};

/// The request of --request, with the flags that win over it, and the pictures that they name. Throws UsageError,
/// StudioError, and Cancelled while a picture is fetched.
RequestedRun requestedRun(const GenerateOptions& options, const std::stop_token& stop);

/// Where picture `index` of a run goes: a.png, a-2.png, a-3.png …
std::filesystem::path outputPath(const GenerateOptions& options, std::uint64_t firstSeed, int index);

} // namespace tarn
