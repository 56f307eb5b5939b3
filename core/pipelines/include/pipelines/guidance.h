#pragma once

#include <pipelines/conditioning.h>
#include <pipelines/diffusion_model.h>
#include <sampling/denoiser.h>

#include <functional>

namespace tarn {

/// What ControlNets add to a call of the network; `input` is the network's without further channels.
using ResidualSource = std::function<UNetResiduals(const UNetInput& input, double sigma)>;

/// The network as a Denoiser under classifier-free guidance (Ho and Salimans 2022), both halves in one batch:
/// output = unconditional + scale * (conditional - unconditional). Without guidance it is the conditional output.
/// `timestepOf` gives the time step for a noise level. `channels`, [1, C, h, w] or undefined, is what the network
/// sees behind x: a depth map, or a mask and a masked picture. `residuals` may be empty. The model, the
/// conditioning and `timestepOf` must outlive the denoiser.
Denoiser guidedDenoiser(const DiffusionModel& model, const Conditioning& conditioning, double scale,
    const std::function<double(double)>& timestepOf, const at::Tensor& channels = {},
    const ResidualSource& residuals = {});

} // namespace tarn
