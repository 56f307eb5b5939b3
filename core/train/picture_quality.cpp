#include <train/picture_quality.h>

#include <ATen/ATen.h>

namespace tarn {

at::Tensor signalToNoise(const at::Tensor& a, const at::Tensor& b)
{
    const at::Tensor error = (a.to(at::kFloat) - b.to(at::kFloat)).square().mean({1, 2, 3});
    return 10 * (4 / error.clamp_min(4e-12)).log10();
}

at::Tensor structuralSimilarity(const at::Tensor& a, const at::Tensor& b)
{
    constexpr int window = 7;
    constexpr double pixels = window * window, sample = pixels / (pixels - 1);
    constexpr double range = 2, c1 = 0.01 * range * 0.01 * range, c2 = 0.03 * range * 0.03 * range;
    const auto over = [](const at::Tensor& x) { return at::avg_pool2d(x, window, 1); };
    // In fp64, for variances are differences of large numbers, and from 0, as the constants are meant.
    const at::Tensor x = a.to(at::kDouble) + 1, y = b.to(at::kDouble) + 1;
    const at::Tensor meanX = over(x), meanY = over(y);
    const at::Tensor varianceX = sample * (over(x * x) - meanX * meanX);
    const at::Tensor varianceY = sample * (over(y * y) - meanY * meanY);
    const at::Tensor covariance = sample * (over(x * y) - meanX * meanY);
    const at::Tensor similarity = (2 * meanX * meanY + c1) * (2 * covariance + c2)
        / ((meanX * meanX + meanY * meanY + c1) * (varianceX + varianceY + c2));
    return similarity.mean({1, 2, 3}).to(at::kFloat);
}

} // namespace tarn
