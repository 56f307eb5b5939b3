#pragma once

#include <pipelines/conditioning.h>
#include <pipelines/diffusion_model.h>
#include <sampling/denoiser.h>

#include <functional>

namespace tarn {

/// The network as a Denoiser under classifier-free guidance (Ho and Salimans 2022), both halves in one batch:
/// output = unconditional + scale * (conditional - unconditional). Without guidance it is the conditional output.
/// `timestepOf` gives the time step for a noise level. All arguments must outlive the denoiser.
Denoiser guidedDenoiser(const DiffusionModel& model, const Conditioning& conditioning, double scale,
    const std::function<double(double)>& timestepOf);

} // namespace tarn
