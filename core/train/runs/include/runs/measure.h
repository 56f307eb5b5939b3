#pragma once

#include <scenes/scene.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

namespace tarn {

/// How models are measured: they draw from captions of scenes that they have never seen.
struct MeasureSettings {
    std::vector<std::filesystem::path> models; ///< each by the same measure; at least one
    std::filesystem::path classifier;
    int count = 500; ///< pictures each draws
    int renders = 1'000; ///< scenes that they are compared with
    std::uint64_t firstSeed = 600'000'000; ///< of the captions' scenes; those compared with follow them
    int steps = 20;
    double guidance = 4;
    int batch = 16;
    bool fast = true; ///< bf16 where this machine is fast at it
};

/// One attribute, over the scenes whose caption states it.
struct AttributeMeasure {
    int stated = 0;
    double scenes = 0; ///< fraction of these scenes in which the classifier finds it
    double commonest = 0; ///< what always answering the commonest value would get
};

/// How good one model is.
struct ModelMeasure {
    /// Per attribute the fraction of the pictures whose caption states it in which it is found.
    std::array<double, attributeCount> found{};
    double distance = 0; ///< Frechet, of the pictures to other scenes
    double signalToNoise = 0; ///< of its VAE on those scenes: PSNR in dB, mean over pictures
    double similarity = 0; ///< the same: SSIM, at most 1
    double vaeDistance = 0; ///< Frechet, of what the VAE leaves of those scenes to themselves
};

struct MeasureReport {
    std::array<AttributeMeasure, attributeCount> attributes;
    double floor = 0; ///< Frechet distance of as many scenes as pictures to the other scenes
    std::vector<ModelMeasure> models; ///< in the order of the settings
};

/// `report` is called after each batch with the pictures drawn by all models and how many it will be. Throws
/// StudioError, ModelError, Cancelled.
MeasureReport measureModels(
    const MeasureSettings& settings, std::stop_token stop, const std::function<void(int done, int count)>& report);

} // namespace tarn
