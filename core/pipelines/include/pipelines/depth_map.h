#pragma once

#include <image/image.h>
#include <image/resize.h>
#include <models/dpt.h>
#include <weights/checkpoint.h>

#include <ATen/core/Tensor.h>

#include <array>
#include <string_view>

namespace tarn {

/// How a picture is brought to the estimator's size.
enum class DepthFit {
    squash, ///< to the size of the image processor, 384 x 384, in 8 bits, as diffusers does
    aspect, ///< shorter side to 384, its shape kept, multiples of 32, as the original repository does
};
/// "squash" or "aspect". Throws UsageError.
DepthFit parseDepthFit(std::string_view name);

/// Estimates how near each pixel of a picture is. Computes in fp32 always: its standardised convolutions lose too
/// much in half precision.
class DepthEstimator {
public:
    /// Throws ModelError for a model without an estimator, or with one of another kind, and Cancelled.
    explicit DepthEstimator(const Checkpoint& checkpoint, at::Device device = at::kCPU);

    /// Inverse depth, larger is nearer, of any scale; [1, 1, h, w] at the estimator's own size. Throws Cancelled.
    at::Tensor estimate(const Image& picture, DepthFit fit) const;

private:
    at::Tensor prepared(const Image& picture, DepthFit fit) const;

    Compute m_compute;
    WeightTable m_weights;
    DptShape m_shape;
    int m_width, m_height; ///< that a picture is squashed to
    Filter m_filter;
    std::array<double, 3> m_mean, m_deviation;
};

/// A map at another size by bicubic interpolation without antialiasing, as both reference implementations take it.
at::Tensor resizedDepth(const at::Tensor& map, std::int64_t height, std::int64_t width);

/// A map from its farthest to its nearest value: -1 … 1; all -1 where it is flat. [1, 1, h, w]
at::Tensor normalizedDepth(const at::Tensor& map);

/// A map as a grey picture of 16 bits, near is bright.
Image depthPicture(const at::Tensor& map, int width, int height);

/// A picture of depth that a user hands in, [1, 1, H, W], 0 … 1; colours are averaged to grey, alpha is left out.
at::Tensor depthFromPicture(const Image& picture);

} // namespace tarn
