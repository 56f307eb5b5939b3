#include "picture_run.h"

#include <image/convert.h>
#include <image/geometry.h>
#include <image/resize.h>
#include <image/stitch.h>
#include <pipelines/inpaint.h>
#include <pipelines/picture_decode.h>
#include <pipelines/picture_job.h>
#include <pipelines/picture_tensors.h>
#include <pipelines/step_view.h>

#include <ATen/ATen.h>

namespace tarn {

Image StepView::picture() const
{
    const Image drawn = toImage(m_job.decoded(m_step.denoised, m_run.area.width, m_run.area.height));
    return m_job.result(m_run, drawn);
}

BranchStart StepView::start() const
{
    const Image before = m_run.pass ? *m_run.before : Image{};
    return {m_step.sigma, m_step.x, m_step.denoised, m_run.number, before};
}

BranchStart StepView::startWith(const Image& edited) const
{
    const EditArea& area = m_run.area;
    const GenerateRequest& request = m_job.request();
    const Image whole =
        resized(to8Bits(toRgb(withoutAlpha(edited))), request.width, request.height, Filter::lanczos);
    const Image seen = resizedSmoothly(cropped(whole, area.context), area.width, area.height);
    const DiffusionModel& model = m_job.model();
    const at::Tensor pixels = paddedToMultiple(toTensor(seen), model.blueprint().vae.factor()) * 2 - 1;
    BranchStart start = this->start();
    start.denoised = model.encode(pixels, {}, request.vaeTile);
    start.x = start.denoised + (m_step.x - m_step.denoised);
    return start;
}

} // namespace tarn
