#pragma once

#include <pipelines/picture_job.h>
#include <pipelines/step_record.h>

namespace tarn {

/// Whether a branch from a record needs the way that led to it: what was drawn before, in other passes.
bool hasPasses(const StepRecord& record);

/// What a branch from `step` of a record with passes starts with. `recorded` is the record's own request made
/// ready, with the branch of `record.startOf(call of step)`; it draws the passes before from the record, without
/// its network. Throws UsageError for a step that is not there, Cancelled.
BranchStart branchAt(const PictureJob& recorded, const StepRecord& record, int step);

} // namespace tarn
