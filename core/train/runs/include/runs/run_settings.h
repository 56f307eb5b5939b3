#pragma once

#include <train/learning_rate.h>
#include <train/optimizer.h>

#include <ATen/core/Tensor.h>

#include <runs/examples.h>
#include <runs/settings_reader.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tarn {

/// What every training run is told, whatever learns in it.
struct RunSettings {
    std::filesystem::path out; ///< folder of the run: log.csv, curve.png, checkpoints/, sheets/, model/
    std::uint64_t seed = 0;
    std::int64_t steps = 1'000;
    std::int64_t batch = 16; ///< pictures of one pass
    std::int64_t accumulate = 1; ///< passes of one step, whose gradients are added
    at::ScalarType dtype = at::kFloat; ///< of the computation; masters are fp32
    int threads = 0; ///< of the computation; 0: one a core
    int painters = 1; ///< threads that prepare pictures ahead
    DataSettings data, validation; ///< of a folder without validation of its own every tenth picture is held out
    std::int64_t validationCount = 64; ///< pictures of the fixed set
    std::int64_t validationEvery = 500; ///< steps; 0: never
    OptimizerSettings optimizer;
    RateSchedule rate;
    double clip = 1; ///< limit of the gradient's norm; 0: none
    double average = 0.999; ///< decay of the averaged weights
    std::int64_t checkpointEvery = 500; ///< steps
    int checkpointsKept = 2;
    std::int64_t sheetEvery = 500; ///< steps; 0: never
    at::ScalarType exportDtype = at::kHalf;

    std::int64_t picturesPerStep() const { return batch * accumulate; }

    /// From the whole config; the task's own keys are left to it. `out` overrides the config's where it is not
    /// empty. Throws UsageError.
    static RunSettings read(SettingsReader& reader, const std::filesystem::path& out);
};

/// "fp32" or "fp16" …, for messages and configs.
const char* nameOf(at::ScalarType dtype);

} // namespace tarn
