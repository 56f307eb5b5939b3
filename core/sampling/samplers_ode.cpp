#include "step_count.h"

#include <sampling/samplers.h>

#include <ATen/ATen.h>

#include <boost/math/quadrature/gauss.hpp>

#include <cmath>
#include <deque>

namespace tarn {
namespace {

/// Integral from sigmas[i] to sigmas[i + 1] of the Lagrange polynomial that is 1 at sigmas[i - j] and 0 at the
/// other of the last `order` levels.
double lagrangeIntegral(std::span<const double> sigmas, int i, int j, int order)
{
    const auto polynomial = [&](double sigma) {
        double product = 1;
        for (int k = 0; k < order; ++k)
            if (k != j)
                product *= (sigma - sigmas[i - k]) / (sigmas[i - j] - sigmas[i - k]);
        return product;
    };
    return -boost::math::quadrature::gauss<double, 7>::integrate(polynomial, sigmas[i + 1], sigmas[i]);
}

} // namespace

double logMidpoint(double sigma, double next) { return std::sqrt(sigma * next); }

at::Tensor sampleEuler(
    const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas, const StepObserver& observe)
{
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const at::Tensor denoised = denoise(x, sigmas[i]);
        observe({i, stepCount(sigmas), sigmas[i], x, denoised});
        // x + (x - denoised) / sigma * (next - sigma), in a form that does not cancel at high sigma.
        x = denoised.lerp(x, sigmas[i + 1] / sigmas[i]);
    }
    return x;
}

at::Tensor sampleHeun(
    const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas, const StepObserver& observe)
{
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        const at::Tensor euler = denoised.lerp(x, next / sigma);
        if (next == 0)
            return euler;

        const at::Tensor slope = (x - denoised) / sigma;
        const at::Tensor slopeThere = (euler - denoise(euler, next)) / next;
        x = x + (slope + slopeThere) * ((next - sigma) / 2);
    }
    return x;
}

at::Tensor sampleDpm2(
    const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas, const StepObserver& observe)
{
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        if (next == 0)
            return denoised;

        const double middle = logMidpoint(sigma, next);
        const at::Tensor half = denoised.lerp(x, middle / sigma);
        x = x + (half - denoise(half, middle)) * ((next - sigma) / middle);
    }
    return x;
}

at::Tensor sampleLms(
    const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas, const StepObserver& observe)
{
    constexpr int maxOrder = 4;
    std::deque<at::Tensor> slopes; // the newest first
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const at::Tensor denoised = denoise(x, sigmas[i]);
        observe({i, stepCount(sigmas), sigmas[i], x, denoised});
        slopes.push_front((x - denoised) / sigmas[i]);
        if (slopes.size() > maxOrder)
            slopes.pop_back();
        const int order = int(slopes.size());
        at::Tensor change = slopes[0] * lagrangeIntegral(sigmas, i, 0, order);
        for (int j = 1; j < order; ++j)
            change = change + slopes[j] * lagrangeIntegral(sigmas, i, j, order);
        x = x + change;
    }
    return x;
}

at::Tensor sampleDpmpp2m(
    const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas, const StepObserver& observe)
{
    at::Tensor previous;
    double previousStep = 0;

    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        if (next == 0)
            return denoised;

        const double step = std::log(sigma / next);
        at::Tensor target = denoised;
        if (previous.defined())
            target = denoised + (denoised - previous) * (step / (2 * previousStep));
        x = target.lerp(x, next / sigma);
        previous = denoised;
        previousStep = step;
    }
    return x;
}

} // namespace tarn
