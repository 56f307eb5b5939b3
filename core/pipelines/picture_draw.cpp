#include "picture_run.h"

#include <base/error.h>
#include <image/convert.h>
#include <image/geometry.h>
#include <image/stitch.h>
#include <nn/stop.h>
#include <pipelines/depth_input.h>
#include <pipelines/guidance.h>
#include <pipelines/inpaint.h>
#include <pipelines/picture_decode.h>
#include <pipelines/picture_job.h>
#include <pipelines/picture_tensors.h>
#include <sampling/noise_source.h>

#include <ATen/ATen.h>

namespace tarn {

/// A picture as latents, with the posterior's noise where it was handed in under this name.
at::Tensor PictureJob::encoded(const char* noise, const at::Tensor& pixels, std::int64_t index) const
{
    const VaeShape& vae = model().blueprint().vae;
    const std::vector<std::int64_t> shape{
        1, vae.latentChannels, pixels.size(2) / vae.factor(), pixels.size(3) / vae.factor()};
    return model().encode(pixels, m_handed.picture(noise, index, shape), m_request.vaeTile);
}

/// -> latents; adds those on the way to `drawn`.
at::Tensor PictureJob::sample(const PictureRun& run, const DrawHooks& hooks, DrawnPicture& drawn) const
{
    const SamplingPlan& plan = run.plan;
    if (plan.timesteps.empty()) {
        drawn.latents.push_back(run.old);
        return run.old;
    }
    RunNoise noise = makeNoise(plan, parseNoiseKind(m_request.noise), run.seeds, run.shape);
    if (const at::Tensor handed = m_handed.picture("noise.init", run.index, run.shape); handed.defined())
        noise.start = handed;
    if (auto draws = m_handed.steps(run.index, run.shape); !draws.empty())
        noise.steps = std::make_unique<GivenNoise>(std::move(draws));

    const double first = plan.sigmas.front();
    if (run.branch && run.branch->x.sizes() != at::IntArrayRef(run.shape))
        throw UsageError("The recorded step is of another size than this picture; leave out --size and --area.");
    at::Tensor old = run.old;
    std::optional<KeptLatents> kept;
    if (run.mask.defined()) {
        old = filledLatents(run.fill, old, run.mask, noise.start);
        if (!run.channels.defined())
            kept.emplace(old, noise.start, run.mask, plan.timestepOf, run.branch ? run.firstSigma : first);
    }
    const auto record = [&](const Step& step) {
        stopPoint();
        requireFinite(step.denoised, "latents", model().dtype());
        if (step.index > 0) { // the state that this step starts from is the one after the step before
            const at::Tensor x = kept ? kept->state(step.x, step.sigma) : step.x;
            drawn.latents.push_back(plan.published(x, step.sigma));
        }
        if (hooks.observe) {
            const Step told{run.stepsBefore + step.index, steps(), step.sigma, step.x, step.denoised};
            hooks.observe(told, StepView(*this, run, told));
        }
    };
    ControlRun controls(controlsFor(m_hints, run.area, model()), plan);
    const at::Tensor channels = run.channels.defined() ? run.channels : depthOf(run);
    Denoiser denoise =
        guidedDenoiser(model(), m_conditioning, m_request.guidance, plan.timestepOf, channels, controls.source());
    if (kept)
        denoise = kept->around(std::move(denoise));
    if (hooks.wrap)
        denoise = hooks.wrap(std::move(denoise));
    denoise = controls.counted(std::move(denoise));
    const at::Tensor start = run.branch   ? run.branch->at(first)
        : old.defined() && !run.fromNoise ? old + noise.start * first
                                          : noise.start * plan.startScale;
    const at::Tensor x = plan.run(denoise, start, *noise.steps, record);
    const at::Tensor latents = plan.published(x, plan.sigmas.back());
    drawn.latents.push_back(kept ? kept->finished(latents) : latents);
    return drawn.latents.back();
}

at::Tensor PictureJob::depthOf(const PictureRun& run) const
{
    if (!m_depth.defined())
        return {};
    const std::int64_t height = run.shape[2], width = run.shape[3];
    const at::Tensor handed = m_handed.picture("depth", run.index, {1, 1, height, width});
    if (handed.defined())
        return handed;
    return depthChannel(m_depth, m_request, run.area, model().blueprint().vae.factor(), height, width);
}

at::Tensor PictureJob::decoded(const at::Tensor& latents, int width, int height) const
{
    return decodedPicture(model(), latents, width, height, m_request.vaeTile);
}

/// What came from the network, as the result that it makes.
Image PictureJob::result(const PictureRun& run, Image drawn) const
{
    if (run.pass)
        return pasted(*run.before, drawn, *run.pass, *run.paste);
    return run.before && hasAlpha(*run.before) ? withAlphaOf(std::move(drawn), *run.before) : std::move(drawn);
}

NoiseSeeds seedsOf(const GenerateRequest& request)
{
    return {request.seed, request.variation, request.variationSeed};
}

DrawnPicture PictureJob::draw(const NoiseSeeds& seeds, std::int64_t index, const DrawHooks& hooks) const
{
    DrawnPicture drawn;
    if (m_edit.passes.empty()) {
        drawWhole(seeds, index, hooks, drawn);
        return drawn;
    }
    const std::size_t first = m_branch ? m_branch->pass : 0;
    drawn.picture = first > 0 ? m_branch->before : m_picture;
    for (std::size_t i = first; i < m_edit.passes.size(); ++i)
        drawPass(i, seeds, index, hooks, drawn);
    if (m_edit.passes.size() > 1)
        drawn.picture = stitched(m_picture, boundsOf(m_picture), drawn.picture, m_edit.masks.paste);
    drawn.edit = reportOn(m_edit, drawn.picture);
    return drawn;
}

void PictureJob::drawWhole(
    const NoiseSeeds& seeds, std::int64_t index, const DrawHooks& hooks, DrawnPicture& drawn) const
{
    const VaeShape& vae = model().blueprint().vae;
    const auto latents = [&vae](int side) { return (side + vae.factor() - 1) / vae.factor(); };
    const EditArea whole{{0, 0, m_request.width, m_request.height}, m_request.width, m_request.height};
    PictureRun run{m_plan, m_branch ? &*m_branch : nullptr, m_firstSigma, seeds, index,
        {1, vae.latentChannels, latents(m_request.height), latents(m_request.width)}, whole};
    if (!m_picture.pixels.empty()) {
        run.old = encoded("noise.vae.image", paddedToMultiple(toTensor(m_picture), vae.factor()) * 2 - 1, index);
        run.before = &m_picture;
    }
    drawn.image = decoded(sample(run, hooks, drawn), m_request.width, m_request.height);
    drawn.picture = result(run, toImage(drawn.image));
}

/// Draws one area of `drawn.picture`.
void PictureJob::drawPass(std::size_t number, const NoiseSeeds& seeds, std::int64_t index, const DrawHooks& hooks,
    DrawnPicture& drawn) const
{
    const EditPass& pass = m_edit.passes[number];
    const DiffusionModel::Blueprint& blueprint = model().blueprint();
    const InpaintMasks masks = masksOf(m_edit, pass);
    const InpaintInput input = inpaintInput(pass.request, drawn.picture, masks, pass.area, blueprint.vae.factor());
    const std::size_t first = m_branch ? m_branch->pass : 0;
    PictureRun run{pass.plan, m_branch && number == first ? &*m_branch : nullptr, m_firstSigma,
        {seeds.seed + number, seeds.variation, seeds.variationSeed + number}, index,
        {1, blueprint.vae.latentChannels, input.mask.size(2), input.mask.size(3)}, pass.area};
    run.old = encoded("noise.vae.image", input.pixels, index);
    run.mask = input.mask;
    run.fill = pass.request.fill;
    run.fromNoise = pass.request.strength >= 1;
    if (takesMask(blueprint))
        run.channels =
            at::cat({(input.mask >= 0.5).to(at::kFloat), encoded("noise.vae.masked", input.hidden, index)}, 1);
    for (std::size_t i = first; i < number; ++i)
        run.stepsBefore += int(m_edit.passes[i].plan.timesteps.size());
    run.number = number;
    run.pass = &pass;
    run.paste = &masks.paste;
    run.before = &drawn.picture;
    drawn.image = decoded(sample(run, hooks, drawn), pass.area.width, pass.area.height);
    drawn.picture = result(run, toImage(drawn.image));
}

} // namespace tarn
