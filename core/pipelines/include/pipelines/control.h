#pragma once

#include <image/image.h>
#include <pipelines/control_net.h>
#include <pipelines/edit_area.h>
#include <pipelines/guidance.h>
#include <pipelines/networks.h>
#include <protocol/generate_request.h>
#include <sampling/plan.h>

#include <memory>
#include <vector>

namespace tarn {

/// One ControlNet of a request and what it follows: 8 bits RGB of the result's size.
struct ControlHint {
    std::shared_ptr<const ControlNet> net;
    Image picture;
    double weight;
    double begin, end; ///< the part of the steps
};

/// The hint of the request's control `number`: `map` scaled by Lanczos, or what the control makes of that. Throws
/// StudioError, also when the net does not fit the model.
ControlHint hintOf(const GenerateRequest& request, std::size_t number, const Image& map, const Networks& networks);

/// A hint as its network takes it.
struct Control {
    std::shared_ptr<const ControlNet> net;
    at::Tensor hint; ///< embedded
    double weight;
    double begin, end;
};

/// The hints of what the network sees of the picture.
std::vector<Control> controlsFor(
    const std::vector<ControlHint>& hints, const EditArea& area, const DiffusionModel& model);

/// Controls at work in one run of a sampler. A control acts in step i of n when begin <= i / n and (i + 1) / n <=
/// end, as in diffusers. `plan` must outlive the run.
class ControlRun {
public:
    ControlRun(std::vector<Control> controls, const SamplingPlan& plan)
        : m_controls(std::move(controls))
        , m_plan(plan)
    {
    }

    /// `denoise` with its calls counted: under the schedule "model" every call is a step. It goes around a record,
    /// which may answer calls itself.
    Denoiser counted(Denoiser denoise);
    /// Empty without controls. It refers to this run.
    ResidualSource source() const;

private:
    int stepAt(double sigma) const;
    UNetResiduals residuals(const UNetInput& input, double sigma) const;

    std::vector<Control> m_controls;
    const SamplingPlan& m_plan;
    int m_calls = 0;
};

} // namespace tarn
