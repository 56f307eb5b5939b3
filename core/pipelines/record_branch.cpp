#include <base/error.h>
#include <pipelines/record_branch.h>
#include <pipelines/recorded_run.h>

namespace tarn {
namespace {

struct Found {
    BranchStart start;
};

} // namespace

bool hasPasses(const StepRecord& record) { return record.request().outpaint.any(); }

BranchStart branchAt(const Networks& networks, const PictureLookup& pictures, const StepRecord& record, int step)
{
    const std::size_t call = record.callOf(step);
    const RecordedStart* start = record.startOf(call);
    const int firstStep = start ? start->step : 0;
    const HandedTensors none;
    const PictureJob recorded(
        networks, record.request(), pictures, none, start ? std::optional(start->state) : std::nullopt);
    StepRecord known = record; // every call up to the step is in it, so nothing is written
    RecordedRun run(known, call + 1, start);
    const auto observe = [&](const Step& each, const StepView& view) {
        if (firstStep + each.index == step)
            throw Found{view.start()};
    };
    const auto wrap = [&run](Denoiser denoise) { return run.around(std::move(denoise)); };
    try {
        recorded.draw(seedsOf(record.request()), 0, {observe, wrap});
    } catch (Found& found) {
        return std::move(found.start);
    }
    throw StudioError("The record in \"" + record.folder().string()
        + "\" was made on another machine or with another version; draw it anew.");
}

} // namespace tarn
