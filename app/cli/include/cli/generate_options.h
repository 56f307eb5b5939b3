#pragma once

#include <protocol/generate_request.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tarn {

/// The flags of `tarn generate` as they were given; an empty optional was not given.
struct GenerateOptions {
    std::optional<std::string> positionalPrompt, prompt, negative, model, sampler, schedule, size, device, dtype,
        prediction, noise, output, request, tensorsIn, tensorsOut;
    std::optional<std::string> seed; ///< as text: CLI11 would wrap a negative number round
    std::optional<int> steps, clipSkip;
    std::optional<double> guidance;
    int count = 1;
    bool deterministic = false;
    bool json = false;
    bool quiet = false;
};

/// Declares the flags on `command`, to be read into `options`.
void declareOptions(CLI::App& command, GenerateOptions& options);

/// A request, and what is not part of one: which model the user pointed at, and whether a size was chosen.
struct RequestedRun {
    GenerateRequest request; ///< model and dtype are still to be filled in
    bool hasSize = false; ///< else the model's own
    bool hasModel = false; ///< the request came with a model to be found again
    std::string modelHash; ///< the first digits of its SHA-256, when only these are known
    std::vector<std::string> notes; ///< what was ignored or chosen, one sentence each
};

/// The request of --request, with the flags that win over it. Throws UsageError and StudioError.
RequestedRun requestedRun(const GenerateOptions& options);

/// Where picture `index` of a run goes: a.png, a-2.png, a-3.png …
std::filesystem::path outputPath(const GenerateOptions& options, std::uint64_t firstSeed, int index);

} // namespace tarn
