#include "trained_norm.h"

#include <base/error.h>
#include <nn/layers.h>

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>
#include <string>

namespace tarn {
namespace {

constexpr std::int64_t any = -1;

std::string shapeText(at::IntArrayRef shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + (shape[i] == any ? std::string("*") : std::to_string(shape[i]));
    return text + "]";
}

/// The tensor `name`, whose shape must be `expected` (any = free).
const Param& checked(const Weights& w, std::string_view name, at::IntArrayRef expected)
{
    const Param& param = w.at(name);
    const at::IntArrayRef shape = param.shape();
    bool fits = shape.size() == expected.size();
    for (std::size_t i = 0; fits && i < shape.size(); ++i)
        fits = expected[i] == any || expected[i] == shape[i];
    if (!fits)
        throw ModelError("The tensor \"" + w.key(name) + "\" of this model has the shape " + shapeText(shape)
            + " where its network needs " + shapeText(expected) + "; it belongs to another kind of model.");
    return param;
}

const at::Tensor& resolve(const Weights& w, std::string_view name, at::IntArrayRef expected)
{
    return checked(w, name, expected).dense();
}

at::Tensor optionalBias(const Weights& w, std::int64_t size)
{
    return w.has("bias") ? resolve(w, "bias", {size}) : at::Tensor();
}

/// oneDNN has no bf16 at all on a CPU without AVX-512 (or AVX_NE_CONVERT); LibTorch's own kernels do.
bool packsBf16()
{
    static const bool isSupported = c10::Dispatcher::singleton()
                                        .findSchemaOrThrow("mkldnn::_is_mkldnn_bf16_supported", "")
                                        .typed<bool()>()
                                        .call();
    return isSupported;
}

/// Packed weights have no gradients, and fp16 layers of a CPU are no business of oneDNN's everywhere.
bool packs(const at::Tensor& x)
{
    return x.is_cpu() && c10::InferenceMode::is_enabled()
        && (x.scalar_type() == at::kFloat || (x.scalar_type() == at::kBFloat16 && packsBf16()));
}

/// oneDNN's convolution over weights in its own blocked layout. at::conv2d would bring them into it again in each
/// call, which was a fifth to a third of the time on small pictures.
/// x [N, in, H, W], weight [out, in, k, k] or [out, in].
at::Tensor packedConvolution(
    const Param& weight, const at::Tensor& x, const at::Tensor& bias, int stride, int padding)
{
    using Convolution = at::Tensor(const at::Tensor& x, const at::Tensor& weight,
        const std::optional<at::Tensor>& bias, at::IntArrayRef padding, at::IntArrayRef stride,
        at::IntArrayRef dilation, std::int64_t groups, c10::string_view activation,
        c10::List<std::optional<at::Scalar>> scalars, std::optional<c10::string_view> algorithm);
    static const auto convolution =
        c10::Dispatcher::singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise", "").typed<Convolution>();
    const std::vector<std::int64_t> paddings(2, padding), strides(2, stride), dilations(2, 1);
    const at::Tensor& packed = weight.packed([&](const at::Tensor& dense) {
        const at::Tensor kernel = dense.dim() == 2 ? dense.unsqueeze(-1).unsqueeze(-1) : dense;
        return at::mkldnn_reorder_conv2d_weight(kernel.to_mkldnn(), paddings, strides, dilations, 1, x.sizes());
    });
    return convolution.call(x, packed, bias.defined() ? std::optional(bias) : std::nullopt, paddings, strides,
        dilations, 1, "none", c10::List<std::optional<at::Scalar>>(), std::nullopt);
}

/// A linear layer as the 1x1 convolution of a picture one pixel wide, which is the same memory and faster than any
/// of at::linear's ways: MKL makes no use of the AVX-512 of AMD processors, and oneDNN's inner product is no match
/// for its convolution on a few hundred rows.
at::Tensor packedLinear(const Param& weight, const at::Tensor& x, const at::Tensor& bias)
{
    const at::Tensor rows = x.reshape({1, -1, 1, x.size(-1)}).permute({0, 3, 1, 2});
    const at::Tensor y = packedConvolution(weight, rows, bias, 1, 0).permute({0, 2, 3, 1});
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = y.size(-1);
    return y.reshape(shape);
}

} // namespace

at::Tensor linear(const Weights& w, const at::Tensor& x)
{
    const Param& weight = checked(w, "weight", {any, x.size(-1)});
    const at::Tensor bias = optionalBias(w, weight.shape()[0]);
    if (x.is_meta()) {
        weight.markAskedFor();
        std::vector<std::int64_t> shape = x.sizes().vec();
        shape.back() = weight.shape()[0];
        return at::empty(shape, x.options());
    }
    return packs(x) ? packedLinear(weight, x, bias) : at::linear(x, weight.dense(), bias);
}

at::Tensor conv(const Weights& w, const at::Tensor& x, int stride, int padding)
{
    const Param& weight = checked(w, "weight", {any, x.size(1), any, any});
    const at::Tensor bias = optionalBias(w, weight.shape()[0]);
    if (x.is_meta()) {
        weight.markAskedFor();
        const auto side = [&](std::size_t axis) {
            return (x.size(std::int64_t(axis)) + 2 * padding - weight.shape()[axis]) / stride + 1;
        };
        return at::empty({x.size(0), weight.shape()[0], side(2), side(3)}, x.options());
    }
    return packs(x) ? packedConvolution(weight, x, bias, stride, padding)
                    : at::conv2d(x, weight.dense(), bias, stride, padding);
}

namespace {

at::Tensor normed(const Weights& w, const at::Tensor& x, int groups, double eps, bool withSilu)
{
    const at::Tensor& weight = resolve(w, "weight", {x.size(1)});
    const at::Tensor& bias = resolve(w, "bias", {x.size(1)});
    if (x.size(1) % groups != 0)
        throw ModelError("The norm \"" + w.key("weight") + "\" of this model has " + std::to_string(x.size(1))
            + " channels, which do not divide into " + std::to_string(groups)
            + " groups; its config.json is wrong.");
    if (x.is_meta())
        return at::empty(x.sizes(), x.options());
    if (takesTrainedNorm(x) && weight.scalar_type() == x.scalar_type())
        return trainedNorm(x, weight, bias, groups, eps, withSilu);
    const at::Tensor y = at::group_norm(x, groups, weight, bias, eps);
    return withSilu ? at::silu(y) : y;
}

} // namespace

at::Tensor groupNorm(const Weights& w, const at::Tensor& x, int groups, double eps)
{
    return normed(w, x, groups, eps, false);
}

at::Tensor siluOfGroupNorm(const Weights& w, const at::Tensor& x, int groups, double eps)
{
    return normed(w, x, groups, eps, true);
}

at::Tensor layerNorm(const Weights& w, const at::Tensor& x, double eps)
{
    const at::Tensor& weight = resolve(w, "weight", {x.size(-1)});
    const at::Tensor& bias = resolve(w, "bias", {x.size(-1)});
    return x.is_meta() ? at::empty(x.sizes(), x.options()) : at::layer_norm(x, x.size(-1), weight, bias, eps);
}

at::Tensor embedding(const Weights& w, const at::Tensor& ids)
{
    const at::Tensor& table = resolve(w, "weight", {any, any});
    if (ids.is_meta()) {
        std::vector<std::int64_t> shape = ids.sizes().vec();
        shape.push_back(table.size(1));
        return at::empty(shape, table.options());
    }
    if (ids.numel() > 0 && (ids.min().item<std::int64_t>() < 0 || ids.max().item<std::int64_t>() >= table.size(0)))
        throw ModelError("The table \"" + w.key("weight") + "\" of this model has " + std::to_string(table.size(0))
            + " rows, fewer than its tokenizer or its schedule asks for; the model's parts do not belong "
              "together.");
    return at::embedding(table, ids);
}

at::Tensor quickGelu(const at::Tensor& x) { return x * at::sigmoid(1.702 * x); }

at::Tensor resizeNearest(const at::Tensor& x, std::int64_t height, std::int64_t width)
{
    if (x.is_meta())
        return at::empty({x.size(0), x.size(1), height, width}, x.options());
    return at::upsample_nearest2d(x, {height, width});
}

} // namespace tarn
