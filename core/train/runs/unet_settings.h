#pragma once

#include "sample_sheet.h"
#include "start_parts.h"

#include <sampling/model_sampling.h>
#include <train/noise_levels.h>

#include <nlohmann/json.hpp>
#include <runs/run_settings.h>

#include <filesystem>

namespace tarn {

/// What `tarn train unet`, `depth`, `inpaint` and `controlnet` are told beside what every run is.
struct UNetSettings {
    StartSettings start;
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

    /// The scheduler_config.json of what is trained: the start model's, or Stable Diffusion's, with the prediction
    /// and the last noise level as they are set here.
    nlohmann::json scheduler() const;
};

} // namespace tarn
