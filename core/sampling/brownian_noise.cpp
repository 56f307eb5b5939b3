#include <sampling/noise_source.h>
#include <sampling/philox.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace tarn {
namespace {

/// Standard-normal noise of tree node `node` of the path `seed`, fp32 on the CPU: Box-Muller pairs of Philox's
/// words, whose last counter word keeps it apart from philoxNormal's.
at::Tensor nodeNoise(std::uint64_t seed, std::uint64_t node, at::IntArrayRef shape)
{
    const std::int64_t count = c10::multiply_integers(shape);
    const std::int64_t blocks = (count + 3) / 4;
    at::Tensor uniform = at::empty({2, blocks, 2}, at::kFloat); // for the radii, in (0, 1], then the angles
    float* const radii = uniform.data_ptr<float>();
    float* const angles = radii + 2 * blocks;
    for (std::int64_t block = 0; block < blocks; ++block) {
        const auto words = philox(seed, {std::uint32_t(node), std::uint32_t(node >> 32), std::uint32_t(block), 1});
        for (int i = 0; i < 2; ++i) {
            radii[2 * block + i] = float(words[i]) * 0x1p-32F + 0x1p-33F;
            angles[2 * block + i] = float(words[2 + i]) * 0x1p-32F;
        }
    }
    const at::Tensor radius = uniform[0].log_().mul_(-2).sqrt_();
    const at::Tensor angle = uniform[1].mul_(2 * std::numbers::pi);
    return at::stack({radius * angle.cos(), radius * angle.sin()}).flatten().narrow(0, 0, count).view(shape);
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
