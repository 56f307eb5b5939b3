#pragma once

#include <pipelines/picture_job.h>
#include <pipelines/step_record.h>

namespace tarn {

/// Whether a branch from a record needs the way that led to it: what was drawn before, in other passes.
bool hasPasses(const StepRecord& record);

/// What a branch from `step` of a record with passes starts with: the record's request is drawn again from the
/// record up to there. `networks` are those that `record.request()` asks for. Throws UsageError for a step that is
/// not there, StudioError, Cancelled.
BranchStart branchAt(const Networks& networks, const PictureLookup& pictures, const StepRecord& record, int step);

} // namespace tarn
