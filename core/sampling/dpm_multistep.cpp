#include <sampling/diffusers_samplers.h>
#include <sampling/samplers.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <deque>

namespace tarn {
namespace {

/// A denoised picture and the level that it was predicted at.
struct PastCall {
    double sigma;
    at::Tensor denoised;
};

/// phi_2 of exponential integrators in H = 2h or h: (exp(-H) - 1) / H + 1.
double phi2(double h) { return std::expm1(-h) / h + 1; }

at::Tensor dpmStep(
    const at::Tensor& x, const std::deque<PastCall>& past, double next, int order, const DpmMultistep& solver)
{
    const bool stochastic = solver.equation == DpmEquation::sde;
    const auto& [sigma, denoised] = past[0];
    const double step = std::log(sigma / next);
    const double length = stochastic ? 2 * step : step;
    const at::Tensor first = denoised.lerp(x, std::exp(-length));
    if (order == 1 || step == 0)
        return first;

    const double before = std::log(past[1].sigma / sigma);
    const at::Tensor slope = (denoised - past[1].denoised) * (step / before);
    if (order == 2) {
        const bool midpoint = solver.correction == DpmCorrection::midpoint;
        return first + slope * (midpoint ? -std::expm1(-length) / 2 : phi2(length));
    }
    const double beforeThat = std::log(past[2].sigma / past[1].sigma);
    const at::Tensor slopeBefore = (past[1].denoised - past[2].denoised) * (step / beforeThat);
    const at::Tensor bend = (slope - slopeBefore) * (step / (before + beforeThat));
    // The published scheduler's SDE form has the opposite sign of the one half.
    const double ratio = (1 - std::exp(-length) - length) / (length * length);
    return first + (slope + bend * (before / step)) * phi2(length)
        + bend * (stochastic ? ratio - 0.5 : ratio + 0.5);
}

} // namespace

at::Tensor sampleDpmMultistep(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    const DpmMultistep& solver, NoiseSource& noise, const StepObserver& observe)
{
    const int count = int(sigmas.size()) - 1;
    const bool few = solver.lowerOrderFinal && solver.skipped + count < 15;
    std::deque<PastCall> past; // the newest first
    for (int i = 0; i < count; ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, count, sigma, x, denoised});
        if (next == 0)
            return denoised;

        past.push_front({sigma, denoised});
        if (int(past.size()) > solver.order)
            past.pop_back();
        int order = int(past.size());
        if (i == count - 1 && (solver.eulerAtFinal || few))
            order = 1;
        else if (i == count - 2 && few)
            order = std::min(order, 2);
        x = dpmStep(x, past, next, order, solver);
        if (solver.equation == DpmEquation::sde)
            x = x + noise.draw(x, sigma, next) * ancestralLevels(sigma, next).up;
    }
    return x;
}

} // namespace tarn
