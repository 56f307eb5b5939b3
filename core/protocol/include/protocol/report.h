#pragma once

#include <protocol/job.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tarn {

/// Something to tell about a place in a prompt.
struct PromptNote {
    std::uint64_t offset = 0; ///< of the character, in bytes
    std::string message;

    bool operator==(const PromptNote&) const = default;
};

/// How a prompt is cut for the text encoder.
struct PromptReport {
    std::vector<int> tokens; ///< of each window, without begin, end and padding
    int windowTokens = 75; ///< that a window has room for
    std::vector<PromptNote> problems;

    bool operator==(const PromptReport&) const = default;
};

/// The masks of an inpainting, grey8 and of the picture's size; the engine has their blobs.
struct PlanMasks {
    Media selection; ///< as it was given
    Media denoise; ///< how much of each pixel is drawn anew; grey joins in later
    Media paste; ///< how much of the result is pasted; 0 stays bit for bit

    bool operator==(const PlanMasks&) const = default;
};

/// What the engine would do with a request, without doing it.
struct PlanReport {
    std::string mode; ///< text-to-image, image-to-image, inpainting, outpainting
    std::string model; ///< its name; empty when it is not here
    int width = 0, height = 0; ///< that it will run at
    PixelBox context; ///< the part of the picture that the network sees
    std::optional<PlanMasks> masks; ///< of a request with a mask
    std::string sampler; ///< resolved: never "model"
    std::vector<double> sigmas; ///< at the start of each step, then the final one
    std::vector<double> timesteps;
    PromptReport prompt, negative;
    std::uint64_t memoryNeeded = 0; ///< bytes
    std::uint64_t memoryAvailable = 0; ///< bytes
    int decodeTiles = 1; ///< in how many tiles the picture will be decoded
    std::optional<double> seconds; ///< from the runs so far; empty before the first of this model
    std::vector<std::string> notes; ///< what will be done differently from what was asked
    std::string refusal; ///< why it would fail at once; empty when it would not

    bool operator==(const PlanReport&) const = default;
};

/// A model that the engine has found.
struct ModelSummary {
    std::string name;
    std::string path; ///< on the engine's machine
    std::string title; ///< what kind it is
    std::string prediction;
    std::int64_t parameters = 0;
    std::uint64_t bytes = 0; ///< of its files
    int preferredSide = 0; ///< pixels
    bool resident = false; ///< in memory now
    std::string whyNotDrawable; ///< empty for one that pictures can be drawn with

    bool operator==(const ModelSummary&) const = default;
};

} // namespace tarn
