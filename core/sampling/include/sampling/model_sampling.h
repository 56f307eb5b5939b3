#pragma once

#include <ATen/core/Tensor.h>
#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

namespace tarn {

enum class Prediction { eps, v, edm, flow };

/// "eps", "v", "edm", "flow", or diffusers' "epsilon", "v_prediction", "sample" … Throws UsageError.
Prediction parsePrediction(std::string_view name);

/// The noise levels that a network was trained on, and what its output means. All states are VE-scaled
/// (x = x0 + sigma * noise), except for flow, where x = (1 - sigma) * x0 + sigma * noise.
class ModelSampling {
public:
    /// From a scheduler_config.json: num_train_timesteps, beta_schedule (scaled_linear, linear, squaredcos_cap_v2),
    /// beta_start, beta_end, trained_betas, rescale_betas_zero_snr. Throws ModelError naming a field that is wrong.
    ModelSampling(const nlohmann::json& schedulerConfig, Prediction prediction);

    Prediction prediction() const { return m_prediction; }
    /// sigma of each training time step, rising.
    const std::vector<double>& sigmas() const { return m_sigmas; }
    double sigmaMin() const { return m_sigmas.front(); }
    double sigmaMax() const { return m_sigmas.back(); }

    /// Time step of a noise level, interpolated in log sigma, not rounded, clamped to the table.
    double timestep(double sigma) const;
    /// Inverse of `timestep`; t may be fractional.
    double sigma(double timestep) const;

    /// What the network is shown: c_in * x.
    at::Tensor input(const at::Tensor& x, double sigma) const;
    /// The network's output at (x, sigma) as the denoised picture.
    at::Tensor denoised(const at::Tensor& x, const at::Tensor& output, double sigma) const;
    /// The other way: the network output that would have given `denoised`.
    at::Tensor output(const at::Tensor& x, const at::Tensor& denoised, double sigma) const;

private:
    Prediction m_prediction;
    std::vector<double> m_sigmas;
};

} // namespace tarn
