#include <train/losses.h>

#include <ATen/ATen.h>

#include <limits>

namespace tarn {
namespace {

/// Means over the patches' differences in both directions.
at::Tensor neighbourError(const at::Tensor& difference)
{
    const std::int64_t height = difference.size(2), width = difference.size(3);
    at::Tensor sum = at::zeros({}, difference.options());
    if (width > 1)
        sum = sum + (difference.narrow(3, 1, width - 1) - difference.narrow(3, 0, width - 1)).abs().mean();
    if (height > 1)
        sum = sum + (difference.narrow(2, 1, height - 1) - difference.narrow(2, 0, height - 1)).abs().mean();
    return sum;
}

} // namespace

at::Tensor weightedSquaredError(const at::Tensor& output, const at::Tensor& target, const at::Tensor& weights)
{
    const at::Tensor squared = (output.to(at::kFloat) - target.to(at::kFloat)).square();
    return (squared.flatten(1).mean(1) * weights).mean();
}

at::Tensor absoluteError(const at::Tensor& a, const at::Tensor& b)
{
    return (a.to(at::kFloat) - b.to(at::kFloat)).abs().mean();
}

at::Tensor gradientError(const at::Tensor& a, const at::Tensor& b, int scales)
{
    // Both directions and the averages are linear, so they may be taken of the difference.
    at::Tensor difference = a.to(at::kFloat) - b.to(at::kFloat);
    at::Tensor sum = at::zeros({}, difference.options());
    for (int scale = 0; scale < scales; ++scale) {
        if (scale > 0) {
            if (std::min(difference.size(2), difference.size(3)) < 2)
                break;
            difference = at::avg_pool2d(difference, 2);
        }
        sum = sum + neighbourError(difference);
    }
    return sum;
}

at::Tensor klDivergence(const LatentDistribution& latents)
{
    const at::Tensor mean = latents.mean.to(at::kFloat);
    const at::Tensor logVariance = latents.logVariance.to(at::kFloat);
    return 0.5 * (mean.square() + logVariance.exp() - 1 - logVariance).mean();
}

at::Tensor drawnFrom(const LatentDistribution& latents, const at::Tensor& noise)
{
    return latents.mean + at::exp(0.5 * latents.logVariance) * noise.to(latents.mean.scalar_type());
}

at::Tensor labelError(const at::Tensor& logits, const at::Tensor& labels, const std::vector<std::int64_t>& sizes)
{
    const at::Tensor all = logits.to(at::kFloat);
    at::Tensor sum = at::zeros({}, all.options());
    std::int64_t start = 0;
    for (std::size_t i = 0; i < sizes.size(); start += sizes[i++]) {
        const at::Tensor label = labels.select(1, std::int64_t(i));
        const std::int64_t known = (label >= 0).sum().item<std::int64_t>();
        if (known > 0)
            sum = sum
                + at::cross_entropy_loss(
                      all.narrow(1, start, sizes[i]), label, {}, at::Reduction::Sum, /*ignore_index=*/-1)
                    / double(known);
    }
    return sum;
}

std::vector<double> labelAccuracy(
    const at::Tensor& logits, const at::Tensor& labels, const std::vector<std::int64_t>& sizes)
{
    std::vector<double> right;
    std::int64_t start = 0;
    for (std::size_t i = 0; i < sizes.size(); start += sizes[i++]) {
        const at::Tensor label = labels.select(1, std::int64_t(i));
        const at::Tensor known = label >= 0;
        const double count = known.sum().item<double>();
        const at::Tensor hit = (logits.narrow(1, start, sizes[i]).argmax(1) == label).logical_and(known);
        right.push_back(count > 0 ? hit.sum().item<double>() / count : std::numeric_limits<double>::quiet_NaN());
    }
    return right;
}

} // namespace tarn
