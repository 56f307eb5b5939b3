#pragma once

#include <models/controlnet.h>
#include <pipelines/diffusion_model.h>
#include <weights/checkpoint.h>

namespace tarn {

/// A ControlNet, loaded.
class ControlNet {
public:
    /// Throws ModelError for what is no ControlNet or one of another kind, Cancelled.
    ControlNet(Checkpoint checkpoint, const Compute& compute);

    const ModelDescription& description() const { return m_checkpoint.description(); }
    const Checkpoint& checkpoint() const { return m_checkpoint; }

    /// Throws StudioError when it was made for another family than the model.
    void requireFits(const DiffusionModel& model) const;

    /// hint [1, 3, H, W], 0 … 1, of the padded picture's size -> what `residuals` takes. That and the residuals
    /// are on the networks' device.
    at::Tensor embedded(const at::Tensor& hint) const;
    UNetResiduals residuals(const UNetInput& input, const at::Tensor& embeddedHint) const;

private:
    Checkpoint m_checkpoint;
    ControlNetShape m_shape;
    Compute m_compute;
    WeightTable m_weights;
};

} // namespace tarn
