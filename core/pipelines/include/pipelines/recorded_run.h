#pragma once

#include <pipelines/step_record.h>
#include <sampling/denoiser.h>

#include <optional>

namespace tarn {

/// Answers the first calls of a run from a record and writes the others into it. The run begins where the record's
/// call number `replayed` says (StepRecord::startOf). The same sampler over the same
/// record rebuilds all its history bit by bit. The record must outlive it.
class RecordedRun {
public:
    /// What the record holds beyond the first `replayed` calls is forgotten at the first call that is computed.
    RecordedRun(StepRecord& record, std::size_t replayed)
        : RecordedRun(record, replayed, record.startOf(replayed))
    {
    }
    /// The same of the run that begins with `start`; null: with the request's own.
    RecordedRun(StepRecord& record, std::size_t replayed, const RecordedStart* start);

    /// For DrawHooks::wrap; refers to this. The denoiser throws StudioError when the run leaves the recorded one.
    Denoiser around(Denoiser inner);
    /// For DrawHooks::observe.
    void observe(const Step& step);
    /// Writes what is still held back; after the run.
    void finish();

private:
    at::Tensor replay(const at::Tensor& x, double sigma) const;

    StepRecord& m_record;
    std::size_t m_replayed;
    std::size_t m_calls = 0; ///< of the record, before the next one
    int m_firstStep = 0; ///< number that the run's step 0 has in the record
    std::optional<RecordedCall> m_pending; ///< not yet known whether it began a step
};

} // namespace tarn
