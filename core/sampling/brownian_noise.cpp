#include <sampling/noise_source.h>
#include <sampling/philox.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace tarn {
namespace {

/// Standard-normal noise of tree node `node` of the path `seed`, fp32 on the CPU: four numbers from each block of
/// Philox, whose last counter word keeps it apart from philoxNormal's.
at::Tensor nodeNoise(std::uint64_t seed, std::uint64_t node, at::IntArrayRef shape)
{
    at::Tensor noise = at::empty(shape, at::kFloat);
    float* const values = noise.data_ptr<float>();
    const std::int64_t count = noise.numel();
    at::parallel_for(0, (count + 3) / 4, 1024, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block) {
            const auto words =
                philox(seed, {std::uint32_t(node), std::uint32_t(node >> 32), std::uint32_t(block), 1});
            float four[4];
            for (int pair = 0; pair < 4; pair += 2) {
                const float radius = std::sqrt(-2 * std::log(float(words[pair]) * 0x1p-32F + 0x1p-33F));
                const float angle = float(words[pair + 1]) * (0x1p-32F * 2 * std::numbers::pi_v<float>);
                four[pair] = radius * std::cos(angle);
                four[pair + 1] = radius * std::sin(angle);
            }
            std::copy_n(four, std::min<std::int64_t>(4, count - block * 4), values + block * 4);
        }
    });
    return noise;
}

/// W(sigma) of one image. Node 0 is the increment over the whole path, node 1 its middle; the middles of the two
/// halves of node n's stretch are 2n and 2n + 1.
at::Tensor pathOfImage(std::uint64_t seed, double sigma, double top, int depth, at::IntArrayRef shape)
{
    at::Tensor low = at::zeros(shape, at::kFloat);
    at::Tensor high = nodeNoise(seed, 0, shape) * std::sqrt(top);
    double from = 0;
    double width = top;
    std::uint64_t node = 1;
    for (int level = 0; level < depth && sigma != from && sigma != from + width; ++level) {
        const at::Tensor middle = (low + high) / 2 + nodeNoise(seed, node, shape) * std::sqrt(width / 4);
        width /= 2;
        const bool above = sigma >= from + width;
        from += above ? width : 0;
        (above ? low : high) = middle;
        node = 2 * node + (above ? 1 : 0);
    }
    return low.lerp(high, (sigma - from) / width);
}

} // namespace

BrownianNoise::BrownianNoise(std::uint64_t seed, double lowest, double highest)
    : m_seed(seed)
    , m_top(std::exp2(std::ceil(std::log2(highest * 1.001))))
    , m_depth(int(std::ceil(std::log2(1000 * m_top / lowest))))
{
    assert(lowest > 0 && lowest < highest && m_depth < 63);
}

at::Tensor BrownianNoise::path(double sigma, at::IntArrayRef shape)
{
    const auto found = m_recent.find(sigma);
    if (found != m_recent.end() && found->second.sizes() == shape)
        return found->second;
    std::vector<std::int64_t> one = shape.vec();
    one.at(0) = 1;
    std::vector<at::Tensor> images;
    for (std::int64_t i = 0; i < shape[0]; ++i)
        images.push_back(pathOfImage(m_seed + std::uint64_t(i), sigma, m_top, m_depth, one));
    return at::cat(images);
}

at::Tensor BrownianNoise::draw(const at::Tensor& like, double sigma, double next)
{
    assert(sigma > next);
    const double from = std::clamp(sigma, 0.0, m_top);
    const double to = std::clamp(next, 0.0, m_top);
    const at::Tensor start = path(from, like.sizes());
    const at::Tensor end = path(to, like.sizes());
    m_recent = {{from, start}, {to, end}};
    return ((end - start) / std::sqrt(from - to)).to(like.device());
}

} // namespace tarn
