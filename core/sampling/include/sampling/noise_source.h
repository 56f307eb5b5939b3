#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace tarn {

struct SamplingPlan;

/// Standard-normal draws for a sampler. The K-th call gives the K-th draw, whatever came between.
class NoiseSource {
public:
    virtual ~NoiseSource() = default;
    /// Noise of the shape of `like` and on its device, fp32, for the way from `sigma` down to `next`.
    virtual at::Tensor draw(const at::Tensor& like, double sigma, double next) = 0;
};

/// Whose random numbers: torch's CPU generator (mt19937), the same on every device, or that of NVIDIA GPUs.
enum class NoiseKind { cpu, philox };
/// "cpu" or "philox". Throws UsageError.
NoiseKind parseNoiseKind(std::string_view name);

/// The draws of one seeded generator, in sequence. Image i of a batch has a generator of its own, seeded with seed
/// + i, so that it does not matter which pictures are made together.
class SeededNoise final : public NoiseSource {
public:
    SeededNoise(NoiseKind kind, std::uint64_t seed)
        : m_kind(kind)
        , m_seed(seed)
    {
    }

    /// The next draw: standard-normal fp32 of `shape` [N, …] on the CPU. With kind cpu and N = 1 it has the bits
    /// of torch.randn(shape, generator=torch.Generator().manual_seed(seed)).
    at::Tensor next(at::IntArrayRef shape);
    at::Tensor draw(const at::Tensor& like, double sigma, double next) override;

private:
    at::Tensor nextOfImage(std::size_t image, at::IntArrayRef shape);

    NoiseKind m_kind;
    std::uint64_t m_seed;
    std::uint32_t m_draws = 0;
    std::vector<at::Generator> m_generators;
};

/// Draws that were handed in, by their number.
class GivenNoise final : public NoiseSource {
public:
    explicit GivenNoise(std::map<int, at::Tensor> draws)
        : m_draws(std::move(draws))
    {
    }

    /// Throws UsageError naming "noise.step.K" when the K-th is missing or has another shape than `like`.
    at::Tensor draw(const at::Tensor& like, double sigma, double next) override;

private:
    std::map<int, at::Tensor> m_draws;
    int m_next = 0;
};

/// Increments of one Brownian path W(sigma), as (W(next) - W(sigma)) / sqrt(sigma - next): the noise of a stretch
/// of the path depends on the seed and on its two ends alone, not on how many steps were taken or in which order.
/// A virtual Brownian tree (Li et al. 2020): W is known at 0 and at a power of two above `highest`, and is
/// bisected towards each end asked for; the nodes' random numbers are counted, not drawn in sequence. Image i has
/// the path of seed + i.
class BrownianNoise final : public NoiseSource {
public:
    /// 0 < lowest < highest: the model's range of noise levels. Below lowest / 1000 the path is a straight line.
    BrownianNoise(std::uint64_t seed, double lowest, double highest);

    /// Both levels are clamped to the path; sigma > next.
    at::Tensor draw(const at::Tensor& like, double sigma, double next) override;

private:
    at::Tensor path(double sigma, at::IntArrayRef shape);

    std::uint64_t m_seed;
    double m_top;
    int m_depth;
    /// The ends of recent stretches: the end of one is the start of the next.
    std::map<double, at::Tensor> m_recent;
};

/// What a run draws, in the order in which other programs draw it: the start first, then the steps' noise.
struct RunNoise {
    at::Tensor start; ///< standard-normal, fp32 on the CPU; the run begins at start * plan.startScale
    std::unique_ptr<NoiseSource> steps;
};
/// Where a run's noise starts.
struct NoiseSeeds {
    std::uint64_t seed = 0;
    double variation = 0; ///< 0 to 1: how far the start turns towards that of `variationSeed`
    std::uint64_t variationSeed = 0;
};

/// Spherical interpolation (Shoemake 1985) from `low` to `high`, [N, C, H, W], along the columns of each channel,
/// as A1111 does it (modules/rng.py): linear, and in the other direction, where both point nearly the same way.
at::Tensor turnedNoise(double amount, const at::Tensor& low, const at::Tensor& high);

/// `shape` [N, C, H, W]. The steps' noise is a Brownian path where the plan asks for one, else what follows
/// `start` in the generator of `seeds.seed`.
RunNoise makeNoise(const SamplingPlan& plan, NoiseKind kind, const NoiseSeeds& seeds, at::IntArrayRef shape);

} // namespace tarn
