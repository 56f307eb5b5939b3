#pragma once

#include <pipelines/picture_plan.h>
#include <protocol/generate_request.h>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace tarn {

/// One call of the outermost Denoiser.
struct RecordedCall {
    double sigma = 0;
    std::optional<int> step; ///< the reported step that it began
    at::Tensor x, denoised; ///< [1, C, h, w] fp32, of the same shape
};

/// A run that began inside the record: from a step of another one, or from a step whose picture was edited.
struct RecordedStart {
    BranchStart state;
    std::size_t call = 0; ///< its first one in the record
    int step = 0; ///< number of its first step in the record
};

/// What a run did, without loss, in a folder: request.json, one file for each call, and one for each start that is
/// not the request's own; each is written whole or not at all. A run that is killed leaves all that it had
/// finished.
class StepRecord {
public:
    static constexpr std::uint64_t maxBytes = std::uint64_t(2) << 30; ///< of one record

    static bool isIn(const std::filesystem::path& folder);
    /// Starts a record; the folder is made, and must be empty. Throws StudioError.
    static StepRecord create(const std::filesystem::path& folder, const GenerateRequest& request);
    /// Reads one; calls after the first that is missing or damaged do not count. Throws StudioError.
    static StepRecord open(const std::filesystem::path& folder);

    /// Deletes the files of a record and its folder; leaves what else is in it.
    static void remove(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return m_folder; }
    const GenerateRequest& request() const { return m_request; }
    const std::vector<RecordedCall>& calls() const { return m_calls; }
    /// The number of the call that began `step`. Throws UsageError naming the steps there are.
    std::size_t callOf(int step) const;
    /// What a branch from `step` starts with. Throws UsageError as `callOf` does.
    BranchStart branchAt(int step) const;
    /// The last step that is there, or -1.
    int lastStep() const;
    /// What the run of call number `call` (which may be the next one) began with; null: the request's own start.
    const RecordedStart* startOf(std::size_t call) const;

    /// Writes the next call. Throws StudioError, also when the record becomes larger than `maxBytes`.
    void add(RecordedCall call);
    /// The calls from here on are of a run that begins with `state`, whose first step is number `step`. Throws
    /// StudioError.
    void startAgain(const BranchStart& state, int step);
    /// Forgets all calls from number `count` on, and the starts after it, on disk, too.
    void cut(std::size_t count);

private:
    std::filesystem::path fileOf(std::size_t call) const;
    std::filesystem::path startFileOf(std::size_t call) const;
    void count(std::uint64_t bytes);

    std::filesystem::path m_folder;
    GenerateRequest m_request;
    std::vector<RecordedCall> m_calls;
    std::vector<RecordedStart> m_starts; ///< in the order of their calls
    std::uint64_t m_bytes = 0;
};

/// Whether both ask for the same pixels, whichever version of the program made them.
bool asksForTheSame(const GenerateRequest& a, const GenerateRequest& b);

/// Where a run starts and what keeps its steps.
struct Recording {
    std::optional<StepRecord> record;
    std::size_t replayed = 0; ///< calls of the record that stay, of which it answers those of the run's own
    std::optional<BranchStart> branch;
    int firstStep = 0; ///< number of the run's first step

    /// Goes on from the first `calls` of `from`.
    static Recording after(StepRecord from, std::size_t calls);
    /// The present run ends before `step`, and another begins there.
    void startAgain(BranchStart state, int step);
};

} // namespace tarn
