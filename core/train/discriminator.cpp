#include "initial_weights.h"

#include <nn/layers.h>
#include <train/discriminator.h>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

namespace tarn {
namespace {

constexpr int patchGroups = 8;
constexpr int patchHalvings = 3;
constexpr double slope = 0.2;

} // namespace

at::Tensor patchDiscriminator(const Weights& w, const at::Tensor& pixels)
{
    at::Tensor h = at::leaky_relu(conv(w["first"], pixels, 2, 1), slope);
    for (int i = 0, n = w.count("layers"); i < n; ++i) {
        const Weights layer = w["layers"][i];
        // The last of these layers keeps the size less one, as its kernel is even.
        h = conv(layer["conv"], h, i + 1 < n ? 2 : 1, 1);
        h = at::leaky_relu(groupNorm(layer["norm"], h, patchGroups, 1e-5), slope);
    }
    return conv(w["last"], h, 1, 1);
}

NamedTensors initialDiscriminator(int width, std::uint64_t seed)
{
    InitialWeights init(seed);
    init.conv("first", 3, width, 4);
    int channels = width;
    for (int i = 0; i < patchHalvings; ++i) {
        const std::string layer = "layers." + std::to_string(i);
        const int next = std::min(2 * channels, 8 * width);
        init.conv(layer + ".conv", channels, next, 4);
        init.norm(layer + ".norm", next);
        channels = next;
    }
    init.conv("last", channels, 1, 4);
    return init.take();
}

at::Tensor discriminatorError(const at::Tensor& real, const at::Tensor& fake)
{
    return 0.5 * (at::relu(1 - real.to(at::kFloat)).mean() + at::relu(1 + fake.to(at::kFloat)).mean());
}

double adaptiveWeight(const at::Tensor& reconstruction, const at::Tensor& answer, const at::Tensor& lastLayer)
{
    const auto norm = [&](const at::Tensor& loss) {
        return torch::autograd::grad({loss}, {lastLayer}, {}, /*retain_graph=*/true)[0]
            .to(at::kFloat)
            .norm()
            .item<double>();
    };
    return std::clamp(norm(reconstruction) / (norm(answer) + 1e-4), 0.0, 1e4);
}

} // namespace tarn
