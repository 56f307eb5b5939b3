#include "step_count.h"

#include <sampling/samplers.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace tarn {

AncestralLevels ancestralLevels(double sigma, double next)
{
    const double up = std::min(next, next * std::sqrt(std::max(0.0, 1 - next * next / (sigma * sigma))));
    return {next * next / sigma, up};
}

at::Tensor sampleEulerAncestral(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    NoiseSource& noise, const StepObserver& observe)
{
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        if (next == 0)
            return denoised;

        const auto [down, up] = ancestralLevels(sigma, next);
        x = denoised.lerp(x, down / sigma) + noise.draw(x, sigma, next) * up;
    }
    return x;
}

at::Tensor sampleDpm2Ancestral(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    NoiseSource& noise, const StepObserver& observe)
{
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        if (next == 0)
            return denoised;

        const auto [down, up] = ancestralLevels(sigma, next);
        const double middle = logMidpoint(sigma, down);
        const at::Tensor half = denoised.lerp(x, middle / sigma);
        x = x + (half - denoise(half, middle)) * ((down - sigma) / middle) + noise.draw(x, sigma, next) * up;
    }
    return x;
}

at::Tensor sampleDpmpp2sAncestral(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    NoiseSource& noise, const StepObserver& observe)
{
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        if (next == 0)
            return denoised;

        const auto [down, up] = ancestralLevels(sigma, next);
        const double middle = logMidpoint(sigma, down);
        const at::Tensor half = denoised.lerp(x, middle / sigma);
        x = denoise(half, middle).lerp(x, down / sigma) + noise.draw(x, sigma, next) * up;
    }
    return x;
}

at::Tensor sampleDpmppSde(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    NoiseSource& noise, const StepObserver& observe)
{
    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        if (next == 0)
            return denoised;

        const double middle = logMidpoint(sigma, next);
        const auto [halfDown, halfUp] = ancestralLevels(sigma, middle);
        const at::Tensor half = denoised.lerp(x, halfDown / sigma) + noise.draw(x, sigma, middle) * halfUp;
        const auto [down, up] = ancestralLevels(sigma, next);
        x = denoise(half, middle).lerp(x, down / sigma) + noise.draw(x, sigma, next) * up;
    }
    return x;
}

at::Tensor sampleDpmpp2mSde(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    NoiseSource& noise, const StepObserver& observe)
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
        const auto [down, up] = ancestralLevels(sigma, next);
        x = target.lerp(x, down / sigma) + noise.draw(x, sigma, next) * up;
        previous = denoised;
        previousStep = step;
    }
    return x;
}

at::Tensor sampleDpmpp3mSde(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    NoiseSource& noise, const StepObserver& observe)
{
    at::Tensor previous;
    at::Tensor beforePrevious;
    double previousStep = 0;
    double stepBeforePrevious = 0;

    for (int i = 0; i < stepCount(sigmas); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, stepCount(sigmas), sigma, x, denoised});
        if (next == 0)
            return denoised;

        const double step = std::log(sigma / next);
        const double twice = 2 * step;
        const double phi2 = std::expm1(-twice) / twice + 1;
        const auto [down, up] = ancestralLevels(sigma, next);
        at::Tensor moved = denoised.lerp(x, down / sigma);
        if (beforePrevious.defined()) {
            const double r0 = previousStep / step;
            const double r1 = stepBeforePrevious / step;
            const at::Tensor slope = (denoised - previous) / r0;
            const at::Tensor bend = (slope - (previous - beforePrevious) / r1) / (r0 + r1);
            moved = moved + (slope + bend * r0) * phi2 - bend * (phi2 / twice - 0.5);
        } else if (previous.defined()) {
            moved = moved + (denoised - previous) * (phi2 * step / previousStep);
        }
        x = moved + noise.draw(x, sigma, next) * up;
        beforePrevious = previous;
        previous = denoised;
        stepBeforePrevious = previousStep;
        previousStep = step;
    }
    return x;
}

} // namespace tarn
