#include <base/error.h>
#include <nn/vision.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <sstream>

namespace tarn {
namespace {

constexpr double standardEps = 1e-8;

void checkShape(const Weights& w, std::string_view name, at::IntArrayRef expected)
{
    if (w.shape(name) == expected)
        return;
    std::ostringstream text;
    text << "The tensor \"" << w.key(name) << "\" of this model has the shape " << w.shape(name)
         << " where its network needs " << expected << "; it belongs to another kind of model.";
    throw ModelError(text.str());
}

std::int64_t shrunkSide(std::int64_t side, int stride) { return (side + stride - 1) / stride; }

/// TensorFlow's "SAME".
at::Tensor paddedSame(const at::Tensor& x, std::int64_t kernel, int stride)
{
    const auto missing = [&](std::int64_t side) {
        return std::max<std::int64_t>((shrunkSide(side, stride) - 1) * stride + kernel - side, 0);
    };
    const std::int64_t across = missing(x.size(3)), down = missing(x.size(2));
    if (across == 0 && down == 0)
        return x;
    return at::constant_pad_nd(x, {across / 2, across - across / 2, down / 2, down - down / 2});
}

at::Tensor standardized(const at::Tensor& kernel)
{
    const at::Tensor rows = kernel.flatten(1);
    const at::Tensor mean = rows.mean(1, true);
    const at::Tensor variance = (rows - mean).square().mean(1, true);
    return ((rows - mean) / at::sqrt(variance + standardEps)).reshape(kernel.sizes());
}

} // namespace

at::Tensor parameter(const Weights& w, std::string_view name, at::IntArrayRef expected)
{
    checkShape(w, name, expected);
    return w.at(name).dense();
}

at::Tensor convStandardized(const Weights& w, const at::Tensor& x, int stride)
{
    const auto shape = w.shape("weight");
    if (shape.size() != 4)
        checkShape(w, "weight", {-1, x.size(1), -1, -1});
    checkShape(w, "weight", {shape[0], x.size(1), shape[2], shape[2]});
    if (x.is_meta()) {
        w.at("weight").markAskedFor();
        return at::empty(
            {x.size(0), shape[0], shrunkSide(x.size(2), stride), shrunkSide(x.size(3), stride)}, x.options());
    }
    // Kept standardised where it does not change; a kernel that learns is seen as it is each time.
    const at::Tensor kernel = c10::InferenceMode::is_enabled() ? w.at("weight").packed(standardized)
                                                               : standardized(w.at("weight").dense());
    return at::conv2d(paddedSame(x, shape[2], stride), kernel, {}, stride);
}

at::Tensor maxPoolSame(const at::Tensor& x)
{
    if (x.is_meta())
        return at::empty({x.size(0), x.size(1), shrunkSide(x.size(2), 2), shrunkSide(x.size(3), 2)}, x.options());
    return at::max_pool2d(paddedSame(x, 3, 2), {3, 3}, {2, 2});
}

at::Tensor resizeBilinear(const at::Tensor& x, std::int64_t height, std::int64_t width, bool cornersMeet)
{
    if (x.is_meta())
        return at::empty({x.size(0), x.size(1), height, width}, x.options());
    return at::upsample_bilinear2d(x, {height, width}, cornersMeet);
}

} // namespace tarn
