#include <sampling/diffusers_samplers.h>

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

/// The change that UniPC's B(h) terms make to a step from past[0] to `next`: differences of the `order` latest
/// predictions, and for the corrector that of `there`, the prediction at `next`.
at::Tensor unipcTerms(
    const std::deque<PastCall>& past, double next, int order, UnipcBasis basis, const at::Tensor& there)
{
    const double step = std::log(past[0].sigma / next);
    std::vector<double> ratios;
    std::vector<at::Tensor> differences;
    for (int k = 1; k < order; ++k) {
        ratios.push_back(std::log(past[0].sigma / past[k].sigma) / step);
        differences.push_back((past[k].denoised - past[0].denoised) / ratios.back());
    }
    if (there.defined()) {
        ratios.push_back(1);
        differences.push_back(there - past[0].denoised);
    }
    const double base = basis == UnipcBasis::bh1 ? -step : std::expm1(-step);
    const int size = int(ratios.size());
    std::vector<double> powers;
    std::vector<double> moments;
    double phi = std::expm1(-step) / -step - 1;
    double factorial = 1;
    for (int row = 0; row < size; ++row) {
        for (const double ratio : ratios)
            powers.push_back(std::pow(ratio, row));
        moments.push_back(phi * factorial / base);
        factorial *= row + 2;
        phi = phi / -step - 1 / factorial;
    }
    at::Tensor weights = at::full({1}, 0.5, at::kDouble); // what the paper takes for a single difference
    if (size > 1)
        weights =
            at::linalg_solve(at::tensor(powers, at::kDouble).view({size, size}), at::tensor(moments, at::kDouble));
    at::Tensor terms = at::zeros_like(past[0].denoised);
    for (int k = 0; k < size; ++k)
        terms = terms - differences[k] * (base * weights[k].item<double>());
    return terms;
}

} // namespace

at::Tensor sampleUnipc(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas, const Unipc& solver,
    const StepObserver& observe)
{
    const int count = int(sigmas.size()) - 1;
    std::deque<PastCall> past; // the newest first
    at::Tensor before; // the state that the previous step started from, corrected
    int order = 0;
    for (int i = 0; i < count; ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, count, sigma, x, denoised});
        if (next == 0)
            return denoised;

        if (i > 0 && !solver.disabledCorrector.contains(solver.skipped + i - 1))
            x = past[0].denoised.lerp(before, sigma / past[0].sigma)
                + unipcTerms(past, sigma, order, solver.basis, denoised);
        past.push_front({sigma, denoised});
        if (int(past.size()) > solver.order)
            past.pop_back();
        before = x;
        order = int(past.size());
        if (solver.lowerOrderFinal)
            order = std::min(order, count - i);
        if (next < sigma)
            x = denoised.lerp(x, next / sigma) + unipcTerms(past, next, order, solver.basis, {});
    }
    return x;
}

} // namespace tarn
