#include <base/error.h>
#include <nn/stop.h>
#include <pipelines/control_net.h>
#include <pipelines/transfer.h>

#include <ATen/ATen.h>

#include <algorithm>

namespace tarn {
namespace {

ControlNetShape inspect(const Checkpoint& checkpoint)
{
    const std::string name = "\"" + checkpoint.description().path.string() + "\"";
    if (!checkpoint.has(Part::controlNet))
        throw ModelError(name + " is no ControlNet but " + checkpoint.description().title
            + "; name a ControlNet with --control-model.");
    try {
        const WeightTable shapes = checkpoint.shapes(Part::controlNet);
        const ControlNetShape shape =
            ControlNetShape::detect(Weights(shapes), checkpoint.config(Part::controlNet));
        const auto meta = at::TensorOptions().dtype(at::kFloat).device(at::kMeta);
        const std::int64_t side = 8 << shape.encoder.levels.size();
        const at::Tensor hint = at::empty({1, 3, side * shape.factor(), side * shape.factor()}, meta);
        const UNetInput input{at::empty({1, shape.encoder.inChannels, side, side}, meta), at::empty({1}, meta),
            at::empty({1, 77, shape.encoder.contextWidth}, meta), {}};
        controlNet(Weights(shapes), shape, input, controlHint(Weights(shapes), shape, hint));
        return shape;
    } catch (const ModelError& e) {
        throw ModelError(name + ": " + e.what());
    }
}

bool sameLevels(const UNetShape& a, const UNetShape& b)
{
    return std::ranges::equal(a.levels, b.levels, [](const UNetLevel& one, const UNetLevel& other) {
        return one.channels == other.channels && one.blocks == other.blocks;
    });
}

} // namespace

ControlNet::ControlNet(Checkpoint checkpoint, const Compute& compute)
    : m_checkpoint(std::move(checkpoint))
    , m_shape(inspect(m_checkpoint))
    , m_compute(compute)
    , m_weights(m_checkpoint.load(Part::controlNet, compute, true, stopPoint))
{
}

void ControlNet::requireFits(const DiffusionModel& model) const
{
    const DiffusionModel::Blueprint& other = model.blueprint();
    const bool fits = m_shape.encoder.inChannels == other.vae.latentChannels
        && m_shape.encoder.contextWidth == other.unet.contextWidth && sameLevels(m_shape.encoder, other.unet)
        && m_shape.factor() == other.vae.factor();
    if (!fits)
        throw StudioError("The ControlNet \"" + description().path.string() + "\" does not fit the model \""
            + model.description().path.string() + "\": it is a " + description().title + " with a text width of "
            + std::to_string(m_shape.encoder.contextWidth) + ", the model is " + model.description().title
            + " with " + std::to_string(other.unet.contextWidth) + "; choose one of the same family.");
}

at::Tensor ControlNet::embedded(const at::Tensor& hint) const
{
    return tarn::controlHint(Weights(m_weights), m_shape, onto(m_compute, hint));
}

UNetResiduals ControlNet::residuals(const UNetInput& input, const at::Tensor& embeddedHint) const
{
    return controlNet(Weights(m_weights), m_shape, onto(m_compute, input), embeddedHint);
}

} // namespace tarn
