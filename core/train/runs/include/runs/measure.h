#pragma once

#include <scenes/scene.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace tarn {

/// How a model is measured: it draws from captions of scenes that it has never seen.
struct MeasureSettings {
    std::filesystem::path model, classifier;
    int count = 500; ///< pictures drawn
    int renders = 1'000; ///< scenes that they are compared with
    std::uint64_t firstSeed = 600'000'000; ///< of the captions' scenes; those compared with follow them
    int steps = 20;
    double guidance = 4;
    int batch = 16;
    bool fast = true; ///< bf16 where this machine is fast at it
};

/// One attribute, over the pictures whose caption states it.
struct AttributeMeasure {
    int stated = 0;
    double scenes = 0; ///< fraction of the captions' own scenes in which the classifier finds it
    double pictures = 0; ///< and of the drawn pictures
    double commonest = 0; ///< what always answering the commonest value would get
};

struct MeasureReport {
    std::array<AttributeMeasure, attributeCount> attributes;
    double distance = 0; ///< Frechet, of the pictures to other scenes
    double floor = 0; ///< the same of as many scenes to those
};

/// Throws StudioError, ModelError, Cancelled.
MeasureReport measureModel(
    const MeasureSettings& settings, std::stop_token stop, const std::function<void(int done, int count)>& report);

} // namespace tarn
