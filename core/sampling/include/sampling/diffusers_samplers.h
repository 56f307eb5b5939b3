#pragma once

#include <sampling/denoiser.h>
#include <sampling/model_sampling.h>
#include <sampling/noise_source.h>

#include <optional>
#include <set>
#include <span>
#include <vector>

namespace tarn {

// The algorithms of diffusers' schedulers, written for VE-scaled states: the same steps as there, where states are
// divided by sqrt(1 + sigma^2). As with the k-diffusion samplers x starts at the first level, and is returned at
// the last one.

/// The noise that DDPM adds: that of the posterior, or that of the forward step.
enum class PosteriorVariance { small, large };
/// Deviation of the noise of each step, VE-scaled: the root of beta-tilde or of beta (Ho et al. 2020,
/// section 3.2).
std::vector<double> ddpmDeviations(std::span<const double> sigmas, PosteriorVariance);

/// Ancestral sampling (Ho et al. 2020) with given deviations, one per step; a step with 0 draws nothing.
at::Tensor sampleDdpm(const Denoiser&, at::Tensor x, std::span<const double> sigmas,
    std::span<const double> deviations, NoiseSource&, const StepObserver&);

/// The two levels that a step believes to go between. A scheduler may take the state that one step left at `to` as
/// if it were at the next step's `from`; what is kept then is the VP-scaled state.
struct Stretch {
    double from;
    double to;
};

/// DDIM with eta = 0 (Song et al. 2020). `clip` bounds the denoised picture, but not the noise it was told apart
/// from.
at::Tensor sampleDdim(const Denoiser&, at::Tensor x, std::span<const Stretch> steps, std::optional<double> clip,
    const StepObserver&);

/// One call of PNDM: the network is asked at `at`, and its combined output carries the state over `stretch`.
struct PndmCall {
    double at;
    Stretch stretch;
};

/// PNDM (Liu et al. 2022): `rungeKuttaCalls` (0 or 12) calls of pseudo Runge-Kutta, then pseudo linear multistep,
/// which without the former starts with a Heun-like pair of calls. Network outputs, not denoised pictures, are
/// combined.
at::Tensor samplePndm(const Denoiser&, at::Tensor x, std::span<const PndmCall> calls, int rungeKuttaCalls,
    const ModelSampling& model, const StepObserver&);
/// The calls of the multistep part for levels that fall to `sigmas.back()`: the second level is asked twice.
std::vector<PndmCall> multistepCalls(std::span<const double> sigmas);

/// timestep_scaling of the boundary condition (Luo et al. 2023, eq. 9) where a config has none.
inline constexpr double defaultTimestepScaling = 10;

/// Latent consistency sampling (Luo et al. 2023): denoise, add noise again. `scaledTimesteps`: of each step, times
/// the timestep_scaling of the boundary condition.
at::Tensor sampleLcm(const Denoiser&, at::Tensor x, std::span<const double> sigmas,
    std::span<const double> scaledTimesteps, NoiseSource&, const StepObserver&);

enum class DpmEquation { ode, sde };
enum class DpmCorrection { midpoint, heun };

struct DpmMultistep {
    DpmEquation equation = DpmEquation::ode;
    DpmCorrection correction = DpmCorrection::midpoint; ///< of second-order steps
    int order = 2; ///< 1, 2 or 3
    bool lowerOrderFinal = true; ///< orders 2, 1 in the last two of fewer than 15 steps
    bool eulerAtFinal = false; ///< order 1 in the last step
    int skipped = 0; ///< steps of the schedule before the first one: they count towards the 15
};

/// DPM-Solver++ and SDE-DPM-Solver++, multistep (Lu et al. 2022), with diffusers' rules for the last steps.
at::Tensor sampleDpmMultistep(const Denoiser&, at::Tensor x, std::span<const double> sigmas, const DpmMultistep&,
    NoiseSource&, const StepObserver&);

enum class UnipcBasis { bh1, bh2 };

struct Unipc {
    UnipcBasis basis = UnipcBasis::bh2;
    int order = 2; ///< 1, 2 or 3
    bool lowerOrderFinal = true; ///< falling order in the last steps
    std::set<int> disabledCorrector; ///< steps of the schedule after which the state is not corrected
    int skipped = 0; ///< steps of the schedule before the first one
};

/// UniPC that predicts the picture (Zhao et al. 2023): a predictor step, corrected with the next step's call.
at::Tensor sampleUnipc(
    const Denoiser&, at::Tensor x, std::span<const double> sigmas, const Unipc&, const StepObserver&);

} // namespace tarn
