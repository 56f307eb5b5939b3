#include <base/error.h>
#include <image/convert.h>
#include <image/geometry.h>
#include <image/hints.h>
#include <image/resize.h>
#include <nn/stop.h>
#include <pipelines/control.h>
#include <pipelines/picture_tensors.h>

#include <ATen/ATen.h>

#include <algorithm>

namespace tarn {
namespace {

/// The residuals of all controls together.
void add(UNetResiduals& sum, UNetResiduals&& one, double weight)
{
    const auto join = [weight](at::Tensor& all, const at::Tensor& x) {
        all = all.defined() ? all + x * weight : x * weight;
    };
    sum.skips.resize(one.skips.size());
    for (std::size_t i = 0; i < one.skips.size(); ++i)
        join(sum.skips[i], one.skips[i]);
    join(sum.middle, one.middle);
}

Image hintPicture(const ControlReference& control, const Image& picture, const DepthEstimator* estimator)
{
    if (control.from == "scribble")
        return scribbleHint(picture);
    if (control.from == "edges")
        return edgeHint(picture);
    if (control.from == "lines")
        return lineHint(picture);
    if (control.from != "depth")
        return picture;
    return to8Bits(depthPicture(estimator->estimate(picture, DepthFit::squash), picture.width, picture.height));
}

} // namespace

ControlHint hintOf(const GenerateRequest& request, std::size_t number, const Image& map, const Networks& networks)
{
    stopPoint();
    const ControlReference& control = request.controls[number];
    std::shared_ptr<const ControlNet> net = networks.controls.at(number);
    net->requireFits(*networks.model);
    const Image picture =
        resized(to8Bits(toRgb(withoutAlpha(map))), request.width, request.height, Filter::lanczos);
    return {std::move(net), toRgb(hintPicture(control, picture, networks.depth.get())), control.weight,
        control.begin, control.end};
}

std::vector<Control> controlsFor(
    const std::vector<ControlHint>& hints, const EditArea& area, const DiffusionModel& model)
{
    std::vector<Control> controls;
    for (const ControlHint& hint : hints) {
        const Image shown = resized(cropped(hint.picture, area.context), area.width, area.height, Filter::lanczos);
        const at::Tensor padded = paddedToMultiple(toTensor(shown), model.blueprint().vae.factor());
        controls.push_back({hint.net, hint.net->embedded(padded), hint.weight, hint.begin, hint.end});
    }
    return controls;
}

Denoiser ControlRun::counted(Denoiser denoise)
{
    return [this, denoise = std::move(denoise)](const at::Tensor& x, double sigma) {
        ++m_calls;
        return denoise(x, sigma);
    };
}

ResidualSource ControlRun::source() const
{
    if (m_controls.empty())
        return {};
    return [this](const UNetInput& input, double sigma) { return residuals(input, sigma); };
}

int ControlRun::stepAt(double sigma) const
{
    const int steps = int(m_plan.timesteps.size());
    if (m_plan.schedule == "model")
        return std::min(m_calls, steps) - 1;
    int step = 0;
    while (step + 1 < steps && m_plan.sigmas[std::size_t(step) + 1] >= sigma * (1 - 1e-9))
        ++step;
    return step;
}

UNetResiduals ControlRun::residuals(const UNetInput& input, double sigma) const
{
    const double step = stepAt(sigma), steps = double(m_plan.timesteps.size());
    UNetResiduals sum;
    for (const Control& control : m_controls)
        if (step / steps >= control.begin && (step + 1) / steps <= control.end)
            add(sum, control.net->residuals(input, control.hint), control.weight);
    return sum;
}

} // namespace tarn
