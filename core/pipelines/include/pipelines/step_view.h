#pragma once

#include <image/image.h>
#include <pipelines/picture_plan.h>
#include <sampling/denoiser.h>

namespace tarn {

class PictureJob;
struct PictureRun;

/// What can be made of a step while its picture is drawn. It lives as long as the call that it is handed to.
class StepView {
public:
    StepView(const PictureJob& job, const PictureRun& run, const Step& step)
        : m_job(job)
        , m_run(run)
        , m_step(step)
    {
    }

    /// The result, whole, as the step predicts it, decoded by the VAE. Throws NotFinite, Cancelled.
    Image picture() const;
    /// Where another run goes on from here.
    BranchStart start() const;
    /// The same with `edited`, the result in any size, in place of what the step predicts, under the noise that is
    /// left in the step. Throws Cancelled.
    BranchStart startWith(const Image& edited) const;

private:
    const PictureJob& m_job;
    const PictureRun& m_run;
    const Step& m_step;
};

} // namespace tarn
