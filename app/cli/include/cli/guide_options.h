#pragma once

#include <protocol/generate_request.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tarn {

struct RequestedRun;

/// One --control with the flags that follow it.
struct ControlOptions {
    std::string file;
    std::optional<std::string> model, weight, range, from;
};

/// The flags of `tarn generate` about what guides a picture besides text: depth and ControlNets.
struct GuideOptions {
    std::optional<std::string> depth, depthResize;
    std::vector<std::string> controls, controlModels, controlWeights, controlRanges, controlFrom;
    /// The controls in the order of the command line: a flag belongs to the --control before it, one that stands
    /// before all of them to the first. Throws UsageError.
    std::vector<ControlOptions> grouped() const;

    const CLI::App* command = nullptr; ///< whose order of flags it is
};

/// Declares the flags on `command`, to be read into `options`.
void declareGuides(CLI::App& command, GuideOptions& options);

/// Puts the guides into the request, their files into the run's pictures and the places of their ControlNets into
/// its `controlModels`. Where the starter draws, it has a ControlNet for those that name none. A repeated request keeps
/// what no flag says otherwise. Throws UsageError and StudioError.
void readGuides(RequestedRun& run, const GuideOptions& options, bool starterDraws, const std::stop_token& stop);

} // namespace tarn
