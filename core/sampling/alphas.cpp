#include "alphas.h"

#include <base/error.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tarn {
namespace {

constexpr int maxTrainSteps = 100'000;

int trainSteps(const SchedulerFields& config)
{
    const int count = config.integer("num_train_timesteps", 1000);
    if (count < 2 || count > maxTrainSteps)
        throw ModelError(
            "In scheduler_config.json, \"num_train_timesteps\" must be from 2 to 100000; correct the file.");
    return count;
}

/// Nichol and Dhariwal 2021, eq. 17, with betas capped at 0.999.
at::Tensor cosineBetas(int count)
{
    const auto alphaBar = [count](int i) {
        const double t = double(i) / count;
        return std::pow(std::cos((t + 0.008) / 1.008 * std::numbers::pi / 2), 2);
    };
    std::vector<float> betas(count);
    for (int i = 0; i < count; ++i)
        betas[i] = float(std::min(1 - alphaBar(i + 1) / alphaBar(i), 0.999));
    return at::tensor(betas, at::kFloat);
}

at::Tensor scheduledBetas(const SchedulerFields& config, const BetaDefaults& defaults)
{
    const int count = trainSteps(config);
    const double start = config.number("beta_start", defaults.start);
    const double end = config.number("beta_end", defaults.end);
    if (!(start > 0 && start <= end && end < 1))
        throw ModelError("In scheduler_config.json, \"beta_start\" and \"beta_end\" must rise between 0 and 1; "
                         "correct the file.");
    const std::string schedule = config.text("beta_schedule", defaults.schedule);
    if (schedule == "scaled_linear")
        return at::linspace(std::sqrt(start), std::sqrt(end), count, at::kFloat).square();
    if (schedule == "linear")
        return at::linspace(start, end, count, at::kFloat);
    if (schedule == "squaredcos_cap_v2")
        return cosineBetas(count);
    throw ModelError("In scheduler_config.json, \"beta_schedule\" is \"" + schedule
        + "\"; supported are scaled_linear, linear and squaredcos_cap_v2.");
}

at::Tensor trainedBetas(const std::vector<double>& values)
{
    const bool valid = std::ranges::all_of(values, [](double beta) { return beta > 0 && beta < 1; });
    if (!valid || values.size() < 2 || values.size() > maxTrainSteps)
        throw ModelError(
            "In scheduler_config.json, \"trained_betas\" must hold 2 to 100000 numbers between 0 and 1; "
            "correct the file.");
    return at::tensor(values, at::kDouble).to(at::kFloat);
}

/// Lin et al. 2023, algorithm 1: sqrt(alpha-bar) shifted and scaled so that its last value is 0.
at::Tensor rescaledBetas(const at::Tensor& betas)
{
    at::Tensor root = (1 - betas).cumprod(0).sqrt();
    const at::Tensor first = root[0].clone();
    const at::Tensor last = root[-1].clone();
    root = (root - last) * (first / (first - last));
    const at::Tensor alphaBar = root.square();
    const at::Tensor alphas = at::cat({alphaBar.slice(0, 0, 1), alphaBar.slice(0, 1) / alphaBar.slice(0, 0, -1)});
    return 1 - alphas;
}

} // namespace

BetaDefaults betaDefaults(std::string_view schedulerClass)
{
    if (schedulerClass == "LCMScheduler")
        return {0.00085, 0.012, "scaled_linear"};
    for (const char* name : {"HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler",
             "DPMSolverSDEScheduler"})
        if (schedulerClass == name)
            return {0.00085, 0.012, "linear"};
    return {0.0001, 0.02, "linear"};
}

std::vector<float> alphasCumprod(const SchedulerFields& config, const BetaDefaults& defaults, TerminalSnr terminal)
{
    const std::vector<double> trained = config.numbers("trained_betas");
    at::Tensor betas = trained.empty() ? scheduledBetas(config, defaults) : trainedBetas(trained);
    if (terminal != TerminalSnr::asTrained)
        betas = rescaledBetas(betas);
    const at::Tensor alphas = (1 - betas).cumprod(0);
    std::vector<float> result(alphas.data_ptr<float>(), alphas.data_ptr<float>() + alphas.numel());
    if (terminal == TerminalSnr::nearZero)
        result.back() = 0x1p-24F;
    return result;
}

std::vector<double> sigmasOf(const std::vector<float>& alphas)
{
    std::vector<double> sigmas(alphas.size());
    std::ranges::transform(alphas, sigmas.begin(), [](float a) { return std::sqrt((1 - a) / a); });
    return sigmas;
}

} // namespace tarn
