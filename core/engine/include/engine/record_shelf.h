#pragma once

#include <pipelines/step_record.h>
#include <protocol/job.h>

#include <filesystem>
#include <functional>

namespace tarn {

/// The step records of jobs, each in a folder of its job's name, so that they outlive the engine.
class RecordShelf {
public:
    /// Beyond `bytes` the records that were touched longest ago are deleted.
    RecordShelf(std::filesystem::path folder, std::uint64_t bytes);

    /// What a branch from a step of a record with passes starts with (pipelines/record_branch.h).
    using ThroughPasses = std::function<BranchStart(const StepRecord& source, int step)>;

    /// What a job's first request, as it is drawn, starts with and is recorded by. `anew` begins its record again,
    /// and the run with it. Throws StudioError, UsageError for a step that is not there.
    Recording prepare(
        const Job& job, const GenerateRequest& request, bool anew, const ThroughPasses& throughPasses) const;
    /// Throws StudioError for a job without a record.
    StepRecord open(const JobId& job) const;

    /// $XDG_CACHE_HOME/tarn/records, else ~/.cache/tarn/records.
    static std::filesystem::path usualFolder();

private:
    StepRecord begin(const JobId& job, const GenerateRequest& request) const;
    StepRecord copied(const StepRecord& source, const JobId& job, std::size_t calls) const;
    void makeRoom(const JobId& keep) const;

    std::filesystem::path m_folder;
    std::uint64_t m_bytes;
};

} // namespace tarn
