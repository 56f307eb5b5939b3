#include "sample_sheet.h"

#include <pipelines/picture_tensors.h>
#include <sampling/plan.h>

#include <ATen/ATen.h>

namespace tarn {

SheetSettings SheetSettings::read(SettingsReader& reader)
{
    SheetSettings sheet;
    sheet.prompts = reader.texts("prompts", 64);
    if (sheet.prompts.empty())
        sheet.prompts = {"a landscape with rivers and mountains", "a red sunset over the sea",
            "a desert with dunes at noon", "a forest in autumn", "a lake between mountains at sunrise",
            "a winter landscape with snow", "a pencil sketch of hills", "a starry night with the moon over hills"};
    sheet.steps = int(reader.integer("steps", sheet.steps, 1, 1'000));
    sheet.guidance = reader.number("guidance", sheet.guidance, 1, 100);
    sheet.seed = std::uint64_t(reader.integer("seed", std::int64_t(sheet.seed), 0, INT64_MAX));
    return sheet;
}

at::Tensor drawnLatents(const SheetSettings& settings, const ModelSampling& sampling,
    const nlohmann::json& schedulerConfig, const at::Tensor& context, at::IntArrayRef shape,
    const std::function<at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&)>& network)
{
    const bool flow = sampling.prediction() == Prediction::flow;
    const SamplingPlan plan =
        makePlan(flow ? "euler" : "ddim", flow ? "simple" : "model", settings.steps, sampling, schedulerConfig);
    std::vector<std::int64_t> whole{context.size(0) / 2};
    whole.insert(whole.end(), shape.begin(), shape.end());
    RunNoise noise = makeNoise(plan, NoiseKind::cpu, {settings.seed}, whole);
    const Denoiser denoise = [&](const at::Tensor& x, double sigma) {
        const at::Tensor input = sampling.input(x, sigma).repeat({2, 1, 1, 1});
        const at::Tensor t = at::full({input.size(0)}, plan.timestepOf(sigma), at::kFloat);
        const std::vector<at::Tensor> half = network(input, t, context).chunk(2);
        return sampling.denoised(x, half[0] + settings.guidance * (half[1] - half[0]), sigma);
    };
    const at::Tensor x = plan.run(denoise, noise.start * plan.startScale, *noise.steps, {});
    return plan.published(x, plan.sigmas.back());
}

Image contactSheet(const at::Tensor& pixels, int columns)
{
    constexpr std::int64_t gap = 2;
    const std::int64_t count = pixels.size(0), height = pixels.size(2), width = pixels.size(3);
    const std::int64_t across = std::min<std::int64_t>(columns, count), down = (count + across - 1) / across;
    const at::Tensor sheet =
        at::full({1, 3, down * (height + gap) - gap, across * (width + gap) - gap}, 0.1, at::kFloat);
    const at::Tensor pictures = (pixels.to(at::kFloat) / 2 + 0.5).clamp(0, 1);
    for (std::int64_t i = 0; i < count; ++i)
        sheet[0]
            .narrow(1, i / across * (height + gap), height)
            .narrow(2, i % across * (width + gap), width)
            .copy_(pictures[i]);
    return toImage(sheet);
}

} // namespace tarn
