#pragma once

#include <pipelines/diffusion_model.h>
#include <prompt/prompt.h>

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace tarn {

/// What the network is told about the picture.
struct Conditioning {
    /// [1, T, C], or with guidance [2, T, C]: the unconditional half first. T is a multiple of the window's
    /// length. fp32.
    at::Tensor context;
    bool guided = false;
};

/// Encodes both prompts window by window; the shorter one is filled up with empty windows. Weighted tokens are
/// scaled and the mean of their window restored, as A1111 does it ("Original" emphasis, modules/sd_emphasis.py).
/// `clipSkip` 1 is the encoder's last layer, 2 the one before. Throws UsageError when the encoder has fewer
/// layers.
Conditioning encodePrompts(const DiffusionModel& model, const std::string& prompt, const std::string& negative,
    int clipSkip, bool guided);

} // namespace tarn
