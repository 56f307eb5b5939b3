#pragma once

#include <sampling/denoiser.h>
#include <sampling/noise_source.h>

#include <span>

namespace tarn {

// Every sampler starts from x [N, C, H, W], fp32 and VE-scaled, at sigmas[0] and goes through the falling
// `sigmas`, the last of which may be 0. It returns the state at the last one, and reports each step before taking
// it.

// --- Probability-flow ODE, as k-diffusion
// ---------------------------------------------------------------------------

/// Euler steps (Karras et al. 2022, algorithm 2 without churn).
at::Tensor sampleEuler(const Denoiser&, at::Tensor x, std::span<const double> sigmas, const StepObserver&);
/// Heun steps (Karras et al. 2022, algorithm 2 without churn): two calls a step, one in a step to 0.
at::Tensor sampleHeun(const Denoiser&, at::Tensor x, std::span<const double> sigmas, const StepObserver&);
/// DPM-Solver-2 (Lu et al. 2022): two calls a step, the second at the geometric mean; one in a step to 0.
at::Tensor sampleDpm2(const Denoiser&, at::Tensor x, std::span<const double> sigmas, const StepObserver&);
/// Linear multistep (Adams-Bashforth on uneven steps) of order 4.
at::Tensor sampleLms(const Denoiser&, at::Tensor x, std::span<const double> sigmas, const StepObserver&);
/// DPM-Solver++(2M), Lu et al. 2022.
at::Tensor sampleDpmpp2m(const Denoiser&, at::Tensor x, std::span<const double> sigmas, const StepObserver&);

// --- Stochastic, as k-diffusion with eta = 1
// ------------------------------------------------------------------------

/// Euler step below the next level, then noise up to it.
at::Tensor sampleEulerAncestral(
    const Denoiser&, at::Tensor x, std::span<const double> sigmas, NoiseSource&, const StepObserver&);
/// DPM-Solver-2 step below the next level, then noise up to it.
at::Tensor sampleDpm2Ancestral(
    const Denoiser&, at::Tensor x, std::span<const double> sigmas, NoiseSource&, const StepObserver&);
/// DPM-Solver++(2S) step below the next level, then noise up to it.
at::Tensor sampleDpmpp2sAncestral(
    const Denoiser&, at::Tensor x, std::span<const double> sigmas, NoiseSource&, const StepObserver&);
/// SDE-DPM-Solver++ with one intermediate call (r = 1/2): two draws a step.
at::Tensor sampleDpmppSde(
    const Denoiser&, at::Tensor x, std::span<const double> sigmas, NoiseSource&, const StepObserver&);
/// SDE-DPM-Solver++(2M), midpoint.
at::Tensor sampleDpmpp2mSde(
    const Denoiser&, at::Tensor x, std::span<const double> sigmas, NoiseSource&, const StepObserver&);
/// SDE-DPM-Solver++(3M).
at::Tensor sampleDpmpp3mSde(
    const Denoiser&, at::Tensor x, std::span<const double> sigmas, NoiseSource&, const StepObserver&);

/// Splits the noise level `next` for an ancestral step: a deterministic part to go `down` to from `sigma`, and
/// noise of deviation `up`, with down^2 + up^2 = next^2.
struct AncestralLevels {
    double down;
    double up;
};
AncestralLevels ancestralLevels(double sigma, double next);
/// The level half way between two in log sigma.
double logMidpoint(double sigma, double next);

} // namespace tarn
