#pragma once

#include <ATen/core/Tensor.h>

#include <nlohmann/json_fwd.hpp>

#include <string_view>
#include <vector>

namespace tarn {

/// What a network's output means: the noise, the velocity (Salimans and Ho 2022), the velocity with its sign
/// turned (EDM, Karras et al. 2022, with sigma_data = 1), noise minus picture (rectified flow), or the picture
/// itself.
enum class Prediction { eps, v, edm, flow, sample };

/// "eps", "v", "edm", "flow", "sample", or diffusers' "epsilon", "v_prediction", "flow_prediction". Throws
/// UsageError.
Prediction parsePrediction(std::string_view name);

/// The noise levels that a network was trained on, and what its output means. All states are VE-scaled
/// (x = x0 + sigma * noise), except for flow, where x = (1 - sigma) * x0 + sigma * noise.
class ModelSampling {
public:
    /// From a scheduler_config.json: num_train_timesteps, beta_schedule (scaled_linear, linear,
    /// squaredcos_cap_v2), beta_start, beta_end, trained_betas, rescale_betas_zero_snr; for flow
    /// num_train_timesteps and shift. Throws ModelError naming a field that is wrong.
    ModelSampling(const nlohmann::json& schedulerConfig, Prediction prediction);

    Prediction prediction() const { return m_prediction; }
    /// sigma of each training time step, rising.
    const std::vector<double>& sigmas() const { return m_sigmas; }
    double sigmaMin() const { return m_sigmas.front(); }
    double sigmaMax() const { return m_sigmas.back(); }

    /// Time step of a noise level, interpolated in log sigma, not rounded, clamped to the table. For flow sigma
    /// times the number of training steps.
    double timestep(double sigma) const;
    /// Inverse of `timestep`; t may be fractional.
    double sigma(double timestep) const;

    /// What the network is shown: c_in * x.
    at::Tensor input(const at::Tensor& x, double sigma) const;
    /// The network's output at (x, sigma) as the denoised picture, in the type of x.
    at::Tensor denoised(const at::Tensor& x, const at::Tensor& output, double sigma) const;
    /// The other way: the network output that would have given `denoised`.
    at::Tensor output(const at::Tensor& x, const at::Tensor& denoised, double sigma) const;

private:
    Prediction m_prediction;
    std::vector<double> m_sigmas;
    std::vector<double> m_logSigmas;
};

} // namespace tarn
