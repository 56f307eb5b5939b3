#include <base/error.h>
#include <pipelines/record_branch.h>

#include <engine/record_shelf.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace tarn {
namespace {

namespace fs = std::filesystem;

std::uint64_t bytesIn(const fs::path& folder)
{
    std::uint64_t sum = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (const auto size = fs::file_size(entry.path(), error); !error)
            sum += size;
    return sum;
}

} // namespace

RecordShelf::RecordShelf(fs::path folder, std::uint64_t bytes)
    : m_folder(std::move(folder))
    , m_bytes(bytes)
{
}

fs::path RecordShelf::usualFolder()
{
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    const fs::path base = cache && *cache ? fs::path(cache) : fs::path(home ? home : "/tmp") / ".cache";
    return base / "tarn" / "records";
}

StepRecord RecordShelf::open(const JobId& job) const
{
    if (!isJobId(job) || !StepRecord::isIn(m_folder / job))
        throw StudioError("The engine has no steps of the job \"" + job + "\"; submit it with a record.");
    return StepRecord::open(m_folder / job);
}

StepRecord RecordShelf::begin(const JobId& job, const GenerateRequest& request) const
{
    StepRecord::remove(m_folder / job);
    makeRoom(job);
    return StepRecord::create(m_folder / job, request);
}

/// The first `calls` of a record under the name of another job.
StepRecord RecordShelf::copied(const StepRecord& source, const JobId& job, std::size_t calls) const
{
    StepRecord copy = begin(job, source.request());
    for (std::size_t i = 0; i <= calls; ++i) {
        if (const RecordedStart* start = source.startOf(i); start && start->call == i)
            copy.startAgain(start->state, start->step);
        if (i < calls)
            copy.add(source.calls()[i]);
    }
    return copy;
}

/// The oldest leave first.
void RecordShelf::makeRoom(const JobId& keep) const
{
    struct Shelved {
        fs::path folder;
        fs::file_time_type touched;
        std::uint64_t bytes;
    };
    std::vector<Shelved> all;
    std::uint64_t sum = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(m_folder, error)) {
        const std::string name = entry.path().filename().string();
        if (!isJobId(name) || name == keep || !StepRecord::isIn(entry.path()))
            continue;
        all.push_back({entry.path(), fs::last_write_time(entry.path(), error), bytesIn(entry.path())});
        sum += all.back().bytes;
    }
    std::ranges::sort(all, {}, &Shelved::touched);
    for (const Shelved& each : all) {
        if (sum <= m_bytes)
            return;
        StepRecord::remove(each.folder);
        sum -= each.bytes;
    }
}

Recording RecordShelf::prepare(
    const Job& job, const GenerateRequest& request, bool anew, const ThroughPasses& throughPasses) const
{
    const bool branches = job.from && job.from->job != job.id;
    const bool isKept = !anew && StepRecord::isIn(m_folder / job.id);
    if (isKept && (job.record || !branches) && (job.record || job.from)) { // cut short before, or looked back into
        StepRecord own = open(job.id);
        const bool same = asksForTheSame(own.request(), request);
        if (!same && job.from && !branches)
            throw UsageError(
                "The job \"" + job.id + "\" was recorded with another request; branch under a new name.");
        if (same) {
            const std::size_t calls = job.from && !branches ? own.callOf(job.from->step) : own.calls().size();
            return Recording::after(std::move(own), calls);
        }
    }
    Recording recording;
    if (!branches) {
        if (job.from && !anew)
            open(job.id); // says that there is none
        if (job.record || job.from)
            recording.record = begin(job.id, request);
        return recording;
    }
    const StepRecord source = open(job.from->job);
    const std::size_t call = source.callOf(job.from->step);
    if (asksForTheSame(source.request(), request)) {
        recording = Recording::after(copied(source, job.id, call), call);
    } else {
        recording.branch =
            hasPasses(source) ? throughPasses(source, job.from->step) : source.branchAt(job.from->step);
        if (job.record) {
            recording.record = begin(job.id, request);
            recording.record->startAgain(*recording.branch, 0);
        }
    }
    return recording;
}

} // namespace tarn
