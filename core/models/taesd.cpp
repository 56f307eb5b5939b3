#include <base/error.h>
#include <models/taesd.h>
#include <nn/layers.h>
#include <nn/stop.h>

#include <ATen/ATen.h>

namespace tarn {
namespace {

/// x [N, C, H, W] -> [N, C', H, W]
at::Tensor block(const Weights& w, const at::Tensor& x)
{
    stopPoint();
    at::Tensor h = rectified(conv3x3(w["conv.0"], x));
    h = rectified(conv3x3(w["conv.2"], h));
    h = conv3x3(w["conv.4"], h);
    return rectified(h + (w.has("skip.weight") ? conv1x1(w["skip"], x) : x));
}

/// Numbers of the layers that have tensors, rising. The gaps between them are layers without weights.
std::vector<int> layers(const Weights& w, const char* side)
{
    std::vector<int> found;
    for (int i = 0, missing = 0; missing < 4; ++i) {
        const bool there = w[side].hasAny(std::to_string(i));
        missing = there ? 0 : missing + 1;
        if (there)
            found.push_back(i);
    }
    if (found.empty())
        throw ModelError(
            "This tiny autoencoder has no " + std::string(side) + "; it belongs to another kind of model.");
    return found;
}

} // namespace

at::Tensor taesdEncode(const Weights& w, const at::Tensor& pixels)
{
    at::Tensor h = (pixels + 1) / 2;
    for (const int i : layers(w, "encoder")) {
        const Weights layer = w["encoder"][i];
        if (!layer.has("weight"))
            h = block(layer, h);
        else
            h = conv(layer, h, layer.has("bias") ? 1 : 2, 1);
    }
    return h;
}

at::Tensor taesdDecode(const Weights& w, const at::Tensor& latents)
{
    at::Tensor h = at::tanh(latents / 3) * 3;
    const std::vector<int> numbers = layers(w, "decoder");
    for (const int i : numbers) {
        const Weights layer = w["decoder"][i];
        if (!layer.has("weight")) {
            h = block(layer, h);
        } else if (!layer.has("bias")) {
            h = conv3x3(layer, resizeNearest(h, 2 * h.size(2), 2 * h.size(3)));
        } else {
            h = conv3x3(layer, h);
            if (i == numbers.front())
                h = rectified(h);
        }
    }
    return h * 2 - 1;
}

} // namespace tarn
