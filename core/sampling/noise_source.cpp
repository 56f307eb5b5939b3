#include <base/error.h>
#include <sampling/noise_source.h>
#include <sampling/philox.h>
#include <sampling/plan.h>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <sstream>

namespace tarn {
namespace {

std::string shapeText(at::IntArrayRef shape)
{
    std::ostringstream text;
    text << shape;
    return text.str();
}

} // namespace

NoiseKind parseNoiseKind(std::string_view name)
{
    if (name == "cpu")
        return NoiseKind::cpu;
    if (name == "philox")
        return NoiseKind::philox;
    throw UsageError("There is no noise source \"" + std::string(name) + "\"; choose cpu or philox.");
}

at::Tensor SeededNoise::nextOfImage(std::size_t image, at::IntArrayRef shape)
{
    if (m_kind == NoiseKind::philox)
        return philoxNormal(m_seed + image, m_draws, shape);
    while (m_generators.size() <= image)
        m_generators.push_back(at::make_generator<at::CPUGeneratorImpl>(m_seed + m_generators.size()));
    return at::randn(shape, m_generators[image], at::kFloat);
}

at::Tensor SeededNoise::next(at::IntArrayRef shape)
{
    std::vector<std::int64_t> one = shape.vec();
    one.at(0) = 1;
    std::vector<at::Tensor> images;
    for (std::int64_t i = 0; i < shape[0]; ++i)
        images.push_back(nextOfImage(std::size_t(i), one));
    ++m_draws;
    return images.size() == 1 ? images.front() : at::cat(images);
}

at::Tensor SeededNoise::draw(const at::Tensor& like, double, double)
{
    return next(like.sizes()).to(like.device());
}

at::Tensor GivenNoise::draw(const at::Tensor& like, double, double)
{
    const std::string name = "noise.step." + std::to_string(m_next);
    const auto found = m_draws.find(m_next++);
    if (found == m_draws.end())
        throw UsageError("The sampler needs the tensor \"" + name + "\", which is not among those given; add it.");
    if (found->second.sizes() != like.sizes())
        throw UsageError("The tensor \"" + name + "\" has the shape " + shapeText(found->second.sizes())
            + "; give one of " + shapeText(like.sizes()) + ".");
    return found->second.to(like.device(), at::kFloat);
}

at::Tensor turnedNoise(double amount, const at::Tensor& low, const at::Tensor& high)
{
    constexpr int columns = 2;
    const auto unit = [](const at::Tensor& x) { return x / x.norm(2, columns, true); };
    const at::Tensor cosine = (unit(low) * unit(high)).sum(columns, true);
    if (cosine.mean().item<double>() > 0.9995)
        return low * amount + high * (1 - amount);
    const at::Tensor angle = cosine.acos();
    return ((angle * (1 - amount)).sin() * low + (angle * amount).sin() * high) / angle.sin();
}

RunNoise makeNoise(const SamplingPlan& plan, NoiseKind kind, const NoiseSeeds& seeds, at::IntArrayRef shape)
{
    auto seeded = std::make_unique<SeededNoise>(kind, seeds.seed);
    at::Tensor start = seeded->next(shape);
    if (seeds.variation > 0)
        start = turnedNoise(seeds.variation, start, SeededNoise(kind, seeds.variationSeed).next(shape));
    if (!plan.brownian)
        return {std::move(start), std::move(seeded)};
    return {std::move(start),
        std::make_unique<BrownianNoise>(seeds.seed, plan.brownian->lowest, plan.brownian->highest)};
}

} // namespace tarn
