#include "names.h"

#include <sampling/diffusers_samplers.h>
#include <sampling/sampler_table.h>
#include <sampling/samplers.h>

#include <ATen/core/Tensor.h>

#include <algorithm>

namespace tarn {
namespace {

using Sigmas = std::span<const double>;

template <at::Tensor (*sampler)(const Denoiser&, at::Tensor, Sigmas, const StepObserver&)>
at::Tensor runOde(const Denoiser& denoise, at::Tensor x, Sigmas sigmas, NoiseSource&, const ModelSampling&,
    const StepObserver& observe)
{
    return sampler(denoise, std::move(x), sigmas, observe);
}

template <at::Tensor (*sampler)(const Denoiser&, at::Tensor, Sigmas, NoiseSource&, const StepObserver&)>
at::Tensor runSde(const Denoiser& denoise, at::Tensor x, Sigmas sigmas, NoiseSource& noise, const ModelSampling&,
    const StepObserver& observe)
{
    return sampler(denoise, std::move(x), sigmas, noise, observe);
}

at::Tensor runDdpm(const Denoiser& denoise, at::Tensor x, Sigmas sigmas, NoiseSource& noise, const ModelSampling&,
    const StepObserver& observe)
{
    const std::vector<double> deviations = ddpmDeviations(sigmas, PosteriorVariance::small);
    return sampleDdpm(denoise, std::move(x), sigmas, deviations, noise, observe);
}

at::Tensor runDdim(const Denoiser& denoise, at::Tensor x, Sigmas sigmas, NoiseSource&, const ModelSampling&,
    const StepObserver& observe)
{
    std::vector<Stretch> steps;
    for (std::size_t i = 0; i + 1 < sigmas.size(); ++i)
        steps.push_back({sigmas[i], sigmas[i + 1]});
    return sampleDdim(denoise, std::move(x), steps, std::nullopt, observe);
}

at::Tensor runPndm(const Denoiser& denoise, at::Tensor x, Sigmas sigmas, NoiseSource&, const ModelSampling& model,
    const StepObserver& observe)
{
    return samplePndm(denoise, std::move(x), multistepCalls(sigmas), 0, model, observe);
}

at::Tensor runUnipc(const Denoiser& denoise, at::Tensor x, Sigmas sigmas, NoiseSource&, const ModelSampling&,
    const StepObserver& observe)
{
    return sampleUnipc(denoise, std::move(x), sigmas, Unipc(), observe);
}

at::Tensor runLcm(const Denoiser& denoise, at::Tensor x, Sigmas sigmas, NoiseSource& noise,
    const ModelSampling& model, const StepObserver& observe)
{
    std::vector<double> scaledTimesteps;
    for (const double sigma : sigmas.first(sigmas.size() - 1))
        scaledTimesteps.push_back(model.timestep(sigma) * defaultTimestepScaling);
    return sampleLcm(denoise, std::move(x), sigmas, scaledTimesteps, noise, observe);
}

constexpr SamplerInfo samplers[] = {
    // name, stochastic, brownian, hasModelSchedule, flow
    {"euler", false, false, true, true, runOde<sampleEuler>},
    {"euler_ancestral", true, false, true, false, runSde<sampleEulerAncestral>},
    {"heun", false, false, true, true, runOde<sampleHeun>},
    {"dpm_2", false, false, true, true, runOde<sampleDpm2>},
    {"dpm_2_ancestral", true, false, true, false, runSde<sampleDpm2Ancestral>},
    {"lms", false, false, true, true, runOde<sampleLms>},
    {"dpmpp_2s_ancestral", true, false, false, false, runSde<sampleDpmpp2sAncestral>},
    {"dpmpp_2m", false, false, true, false, runOde<sampleDpmpp2m>},
    {"dpmpp_sde", true, true, true, false, runSde<sampleDpmppSde>},
    {"dpmpp_2m_sde", true, true, true, false, runSde<sampleDpmpp2mSde>},
    {"dpmpp_3m_sde", true, true, false, false, runSde<sampleDpmpp3mSde>},
    {"ddpm", true, false, true, false, runDdpm},
    {"ddim", false, false, true, false, runDdim},
    {"pndm", false, false, true, false, runPndm},
    {"unipc", false, false, true, false, runUnipc},
    {"lcm", true, false, true, false, runLcm},
};

} // namespace

std::span<const SamplerInfo> samplerTable() { return samplers; }

const SamplerInfo& samplerInfo(std::string_view name)
{
    const auto found = std::ranges::find(samplers, name, &SamplerInfo::name);
    if (found == std::end(samplers))
        throw unknownSampler(name);
    return *found;
}

} // namespace tarn
