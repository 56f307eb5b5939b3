#include <sampling/diffusers_samplers.h>
#include <sampling/samplers.h>

#include <ATen/ATen.h>

#include <cmath>

namespace tarn {
namespace {

/// sqrt(1 + sigma^2): what a VE-scaled state is divided by to be VP-scaled.
double veScale(double sigma) { return std::hypot(1.0, sigma); }

/// The VP-scaled state at `from`, taken as one at `to`.
at::Tensor relabelled(const at::Tensor& x, double from, double to)
{
    return from == to ? x : x * (veScale(to) / veScale(from));
}

} // namespace

std::vector<double> ddpmDeviations(std::span<const double> sigmas, PosteriorVariance variance)
{
    std::vector<double> deviations;
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const double large = std::sqrt((sigma - next) * (sigma + next)) * veScale(next) / veScale(sigma);
        deviations.push_back(variance == PosteriorVariance::large ? large : ancestralLevels(sigma, next).up);
    }
    return deviations;
}

at::Tensor sampleDdpm(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    std::span<const double> deviations, NoiseSource& noise, const StepObserver& observe)
{
    const int count = int(sigmas.size()) - 1;
    for (int i = 0; i < count; ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, count, sigma, x, denoised});
        x = denoised.lerp(x, ancestralLevels(sigma, next).down / sigma);
        if (deviations[i] > 0)
            x = x + noise.draw(x, sigma, next) * deviations[i];
    }
    return x;
}

at::Tensor sampleDdim(const Denoiser& denoise, at::Tensor x, std::span<const Stretch> steps,
    std::optional<double> clip, const StepObserver& observe)
{
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto [from, to] = steps[i];
        if (i > 0)
            x = relabelled(x, steps[i - 1].to, from);
        const at::Tensor denoised = denoise(x, from);
        observe({int(i), int(steps.size()), from, x, denoised});
        x = denoised.lerp(x, to / from);
        if (clip)
            x = x + (denoised.clamp(-*clip, *clip) - denoised);
    }
    return x;
}

std::vector<PndmCall> multistepCalls(std::span<const double> sigmas)
{
    std::vector<PndmCall> calls;
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i) {
        calls.push_back({sigmas[i], {sigmas[i], sigmas[i + 1]}});
        if (i == 0 && sigmas.size() > 2)
            calls.push_back({sigmas[1], {sigmas[0], sigmas[1]}});
    }
    return calls;
}

at::Tensor samplePndm(const Denoiser& denoise, at::Tensor x, std::span<const PndmCall> calls, int rungeKuttaCalls,
    const ModelSampling& model, const StepObserver& observe)
{
    if (calls.empty())
        return x;
    std::vector<at::Tensor> outputs; // of the network, the oldest first
    at::Tensor base; // what the calls of one Runge-Kutta group, or of the first pair, start from
    at::Tensor sum;
    x = x / veScale(calls.front().at); // VP-scaled inside, so that nothing changes where labels disagree

    for (int i = 0; i < int(calls.size()); ++i) {
        const auto& [at, stretch] = calls[i];
        const at::Tensor state = x * veScale(at);
        const at::Tensor denoised = denoise(state, at);
        observe({i, int(calls.size()), at, state, denoised});
        const at::Tensor output = model.output(state, denoised, at);

        at::Tensor combined = output;
        if (i < rungeKuttaCalls) {
            const int stage = i % 4;
            if (stage == 0) {
                base = x;
                outputs.push_back(output);
            }
            const at::Tensor weighted = output * (stage == 0 || stage == 3 ? 1.0 / 6 : 1.0 / 3);
            sum = stage == 0 ? weighted : sum + weighted;
            if (stage == 3)
                combined = sum;
        } else if (i == 1) {
            combined = (output + outputs.back()) / 2;
        } else {
            base = x;
            if (outputs.size() > 3)
                outputs.erase(outputs.begin(), outputs.end() - 3);
            outputs.push_back(output);
            const auto e = [&](int ago) { return outputs[outputs.size() - 1 - ago]; };
            if (outputs.size() == 2)
                combined = (e(0) * 3 - e(1)) / 2;
            else if (outputs.size() == 3)
                combined = (e(0) * 23 - e(1) * 16 + e(2) * 5) / 12;
            else if (outputs.size() == 4)
                combined = (e(0) * 55 - e(1) * 59 + e(2) * 37 - e(3) * 9) / 24;
        }
        const at::Tensor start = base * veScale(stretch.from);
        x = model.denoised(start, combined, stretch.from).lerp(start, stretch.to / stretch.from)
            / veScale(stretch.to);
    }
    return x * veScale(calls.back().stretch.to);
}

at::Tensor sampleLcm(const Denoiser& denoise, at::Tensor x, std::span<const double> sigmas,
    std::span<const double> scaledTimesteps, NoiseSource& noise, const StepObserver& observe)
{
    constexpr double dataDeviation = 0.5;
    const int count = int(sigmas.size()) - 1;
    for (int i = 0; i < count; ++i) {
        const double sigma = sigmas[i];
        const double next = sigmas[i + 1];
        const at::Tensor denoised = denoise(x, sigma);
        observe({i, count, sigma, x, denoised});

        const double norm = std::hypot(scaledTimesteps[i], dataDeviation);
        const double skip = std::pow(dataDeviation / norm, 2);
        x = denoised * (scaledTimesteps[i] / norm) + x * (skip / veScale(sigma));
        if (next > 0)
            x = x + noise.draw(x, sigma, next) * next;
    }
    return x;
}

} // namespace tarn
