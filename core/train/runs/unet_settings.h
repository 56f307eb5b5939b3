#pragma once

#include "sample_sheet.h"
#include "start_parts.h"

#include <sampling/model_sampling.h>
#include <train/noise_levels.h>

#include <nlohmann/json.hpp>
#include <runs/run_settings.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// What `tarn train unet`, `depth`, `inpaint` and `controlnet` are told beside what every run is.
struct UNetSettings {
    StartSettings start;
    std::vector<std::string> layers; ///< of the UNet that learn, by the start of their internal names; empty: all
    bool textLearns = false;
    double labelWeight = 0; ///< of the text encoder's loss of saying the picture's labels; 0: it is not asked to
    double textRate = 1;
    double captionDropout = 0.1;
    Prediction prediction = Prediction::v;
    bool zeroTerminalSnr = false;
    double minSnr = 5;
    TimestepSettings timesteps;
    std::filesystem::path latentCache;
    SheetSettings sheet;

    /// From the whole config, but for the sizes of a UNet from zero. Throws UsageError.
    static UNetSettings read(const RunSettings& run, SettingsReader& reader);

    /// Whether the UNet's tensor of this internal name is of the layer, or of one that learns.
    static bool isOf(const std::string& layer, std::string_view tensor) { return tensor.starts_with(layer + '.'); }
    bool learns(std::string_view tensor) const;

    /// The scheduler_config.json of what is trained: the start model's, or Stable Diffusion's, with the prediction
    /// and the last noise level as they are set here.
    nlohmann::json scheduler() const;
};

} // namespace tarn
