#pragma once

#include <image/image.h>
#include <train/parameters.h>
#include <train/step_random.h>

#include <runs/run_settings.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// One network that learns, and how.
struct LearningNetwork {
    std::string name; ///< in checkpoints
    Parameters* network;
    OptimizerSettings optimizer;
    double rate = 1; ///< a multiple of the run's
    /// Which of its tensors Muon sees as matrices.
    std::function<bool(const LearningTensor&)> isMatrix = [](const LearningTensor&) { return false; };
};

/// Where a run stands when it asks its task for one pass.
struct Pass {
    std::uint64_t seed;
    std::int64_t step; ///< from 0
    std::int64_t part; ///< of the step's passes, from 0
    std::int64_t parts;

    /// The random numbers of this pass for one purpose.
    StepRandom random(std::uint64_t purpose) const
    {
        return StepRandom(seed, std::uint64_t(step * 1'024 + part), purpose);
    }
};

/// What is trained: networks, data and losses. The run drives it, and keeps all that changes in checkpoints.
class TrainingTask {
public:
    using Say = std::function<void(const std::string& sentence)>;

    virtual ~TrainingTask() = default;

    /// The networks that learn, the same ones in the same order each time.
    virtual std::vector<LearningNetwork> networks() = 0;
    /// Columns of the log beside loss and validation.
    virtual std::vector<std::string> measures() const { return {}; }
    /// Opens the data and moves to example `position` of the run. Called before the first `learn`, and again after
    /// the run went back to a checkpoint.
    virtual void openData(std::int64_t position, const Say& say) = 0;
    /// Pictures of one epoch.
    virtual std::int64_t epochLength() const = 0;

    /// Forward and backward over one batch: leaves the gradients of the pass, divided by `pass.parts`, at the
    /// tensors of the networks' tables. The loss, then the measures.
    virtual std::vector<double> learn(const Pass& pass) = 0;
    /// The loss over the fixed set, with the averaged weights.
    virtual double validate() = 0;
    /// Pictures that show what it has learnt, with the averaged weights; an empty one for none.
    virtual Image sheet() = 0;
    /// Writes what it is for, with the averaged weights, as a folder. Throws StudioError.
    virtual void exportTo(const std::filesystem::path& folder, at::ScalarType dtype) = 0;
    /// What to say when all is done; may be empty.
    virtual std::string summary() { return {}; }
};

/// The kinds that `makeTask` knows: what `tarn train` lists.
std::vector<std::string> taskNames();

/// `reader` is the whole config, from which the run's own settings were read before; what nobody asks for is
/// refused. Throws UsageError, ModelError.
std::unique_ptr<TrainingTask> makeTask(std::string_view kind, const RunSettings& run, SettingsReader& reader);

} // namespace tarn
