#include <base/error.h>
#include <nn/layers.h>

#include <ATen/ATen.h>

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
const at::Tensor& resolve(const Weights& w, std::string_view name, at::IntArrayRef expected)
{
    const at::Tensor& tensor = w.at(name).dense();
    bool fits = tensor.dim() == std::int64_t(expected.size());
    for (std::int64_t i = 0; fits && i < tensor.dim(); ++i)
        fits = expected[i] == any || expected[i] == tensor.size(i);
    if (!fits)
        throw ModelError("The tensor \"" + w.key(name) + "\" of this model has the shape "
            + shapeText(tensor.sizes()) + " where its network needs " + shapeText(expected)
            + "; it belongs to another kind of model.");
    return tensor;
}

at::Tensor optionalBias(const Weights& w, std::int64_t size)
{
    return w.has("bias") ? resolve(w, "bias", {size}) : at::Tensor();
}

} // namespace

at::Tensor linear(const Weights& w, const at::Tensor& x)
{
    const at::Tensor& weight = resolve(w, "weight", {any, x.size(-1)});
    const at::Tensor bias = optionalBias(w, weight.size(0));
    if (x.is_meta()) {
        std::vector<std::int64_t> shape = x.sizes().vec();
        shape.back() = weight.size(0);
        return at::empty(shape, x.options());
    }
    return at::linear(x, weight, bias);
}

at::Tensor conv(const Weights& w, const at::Tensor& x, int stride, int padding)
{
    const at::Tensor& weight = resolve(w, "weight", {any, x.size(1), any, any});
    const at::Tensor bias = optionalBias(w, weight.size(0));
    if (x.is_meta()) {
        const auto side = [&](int axis) { return (x.size(axis) + 2 * padding - weight.size(axis)) / stride + 1; };
        return at::empty({x.size(0), weight.size(0), side(2), side(3)}, x.options());
    }
    return at::conv2d(x, weight, bias, stride, padding);
}

at::Tensor groupNorm(const Weights& w, const at::Tensor& x, int groups, double eps)
{
    const at::Tensor& weight = resolve(w, "weight", {x.size(1)});
    const at::Tensor& bias = resolve(w, "bias", {x.size(1)});
    if (x.size(1) % groups != 0)
        throw ModelError("The norm \"" + w.key("weight") + "\" of this model has " + std::to_string(x.size(1))
            + " channels, which do not divide into " + std::to_string(groups)
            + " groups; its config.json is wrong.");
    return x.is_meta() ? at::empty(x.sizes(), x.options()) : at::group_norm(x, groups, weight, bias, eps);
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
