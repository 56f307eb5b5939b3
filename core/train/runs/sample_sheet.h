#pragma once

#include <image/image.h>
#include <sampling/model_sampling.h>

#include <ATen/core/Tensor.h>

#include <runs/settings_reader.h>

#include <functional>
#include <string>
#include <vector>

namespace tarn {

/// The pictures that show how far a run has come.
struct SheetSettings {
    std::vector<std::string> prompts;
    int steps = 20;
    double guidance = 4;
    std::uint64_t seed = 1;

    /// "sheets": {"every": N, "prompts": […], "steps": N, "guidance": X, "seed": N}; `every` is read by whoever
    /// needs it.
    static SheetSettings read(SettingsReader& reader);
};

/// Draws latents as `tarn generate` does, all prompts in one batch: ddim along the model's own schedule, euler for
/// flows. `context` [2N, T, C], the unconditional half first; `shape` [C, h, w]. The network is called on fp32
/// tensors x [2N, C, h, w] and t [2N]. -> [N, C, h, w]
at::Tensor drawnLatents(const SheetSettings& settings, const ModelSampling& sampling,
    const nlohmann::json& schedulerConfig, const at::Tensor& context, at::IntArrayRef shape,
    const std::function<at::Tensor(const at::Tensor& x, const at::Tensor& t, const at::Tensor& context)>& network);

/// Pictures of equal size beside each other. pixels [N, 3, H, W] in -1 … 1.
Image contactSheet(const at::Tensor& pixels, int columns);

} // namespace tarn
