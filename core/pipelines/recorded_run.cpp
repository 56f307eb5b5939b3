#include <base/error.h>
#include <pipelines/recorded_run.h>

#include <ATen/ATen.h>

#include <utility>

namespace tarn {

at::Tensor RecordedRun::replay(const at::Tensor& x, double sigma) const
{
    const RecordedCall& call = m_record.calls()[m_calls];
    if (call.sigma != sigma || call.x.sizes() != x.sizes() || !call.x.equal(x))
        throw StudioError("This run does not repeat the record in \"" + m_record.folder().string()
            + "\", which was made on another machine or with another version; draw it anew into another "
              "--record.");
    return call.denoised;
}

RecordedRun::RecordedRun(StepRecord& record, std::size_t replayed, const RecordedStart* start)
    : m_record(record)
    , m_replayed(replayed)
    , m_calls(start ? start->call : 0)
    , m_firstStep(start ? start->step : 0)
{
}

Denoiser RecordedRun::around(Denoiser inner)
{
    return [this, inner = std::move(inner)](const at::Tensor& x, double sigma) {
        if (m_calls < m_replayed) {
            const at::Tensor denoised = replay(x, sigma);
            ++m_calls;
            return denoised;
        }
        finish();
        m_record.cut(m_calls);
        ++m_calls;
        at::Tensor denoised = inner(x, sigma);
        m_pending = RecordedCall{sigma, {}, x.clone(), denoised.clone()};
        return denoised;
    };
}

void RecordedRun::observe(const Step& step)
{
    if (!m_pending)
        return;
    m_pending->step = m_firstStep + step.index;
    finish();
}

void RecordedRun::finish()
{
    if (m_pending)
        m_record.add(*std::exchange(m_pending, std::nullopt));
}

} // namespace tarn
