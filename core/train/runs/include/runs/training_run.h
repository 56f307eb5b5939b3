#pragma once

#include <nlohmann/json.hpp>
#include <runs/run_log.h>
#include <runs/run_settings.h>
#include <runs/task.h>

#include <chrono>
#include <stop_token>

namespace tarn {

/// What a run tells while it goes on.
class RunListener {
public:
    virtual ~RunListener() = default;
    virtual void say(const std::string& sentence) = 0;
    /// After each step.
    virtual void stepped(
        std::int64_t step, std::int64_t steps, double loss, double picturesPerSecond, double secondsLeft) = 0;
};

/// One run of a task: steps, averages, log, checkpoints, sheets, and in the end the exported model.
class TrainingRun {
public:
    /// `config` goes into the checkpoints. `task` and `listener` must outlive the run.
    TrainingRun(std::string kind, nlohmann::json config, const RunSettings& settings, TrainingTask& task,
        RunListener& listener);

    /// Goes on from the last checkpoint of the run's folder, or starts. When a stop is asked for, the step is
    /// finished and a checkpoint written, then Cancelled is thrown. Throws StudioError.
    void run(std::stop_token stop);

    /// Takes over the state of a checkpoint, to export it. Throws ModelError for one of another config.
    void load(const std::filesystem::path& checkpoint);

private:
    struct Learner {
        LearningNetwork part;
        std::unique_ptr<Optimizer> optimizer;
        std::vector<LearningTensor*> tensors;
    };

    bool resume();
    void openData(const std::stop_token& stop);
    bool takeStep();
    void afterStep(const std::stop_token& stop);
    void goBack(const std::stop_token& stop);
    void writeCheckpoint();
    void saveCheckpoint();
    void drawSheet(const std::stop_token& stop);
    void finish(const std::stop_token& stop);
    template <typename Write> void attempt(const Write& write);
    NamedTensors tensors();

    std::string m_kind;
    nlohmann::json m_config;
    RunSettings m_settings;
    TrainingTask& m_task;
    RunListener& m_listener;
    std::vector<Learner> m_learners;
    RunLog m_log;
    std::int64_t m_step = 0; ///< steps taken
    double m_rateFactor = 1; ///< halved each time that the loss was no number
    int m_timesBack = 0;
    int m_timesBackInRow = 0; ///< since the last checkpoint
    std::int64_t m_savedStep = -1;
    bool m_logIsWhole = true; ///< in the file
    std::int64_t m_firstStep = 0; ///< of this process
    std::chrono::steady_clock::time_point m_started;
};

} // namespace tarn
