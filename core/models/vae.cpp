#include <base/error.h>
#include <models/vae.h>
#include <nn/attention.h>
#include <nn/layers.h>
#include <nn/stop.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tarn {
namespace {

constexpr double normEps = 1e-6;

/// x [N, C, H, W] -> [N, C', H, W]
at::Tensor resBlock(const Weights& w, const VaeShape& shape, const at::Tensor& x)
{
    stopPoint();
    at::Tensor h = conv3x3(w["conv1"], siluOfGroupNorm(w["norm1"], x, shape.normGroups, normEps));
    stopPoint(); // at the picture's own size one convolution takes long
    h = conv3x3(w["conv2"], siluOfGroupNorm(w["norm2"], h, shape.normGroups, normEps));
    return h + (w.has("nin_shortcut.weight") ? conv1x1(w["nin_shortcut"], x) : x);
}

/// Attention of every place to every other with one head. x [N, C, H, W] -> [N, C, H, W]
at::Tensor attentionBlock(const Weights& w, const VaeShape& shape, const at::Tensor& x)
{
    stopPoint();
    const at::Tensor h = groupNorm(w["norm"], x, shape.normGroups, normEps);
    const auto tokens = [](const at::Tensor& picture) { return picture.permute({0, 2, 3, 1}).flatten(1, 2); };
    const at::Tensor mixed =
        attention(tokens(conv1x1(w["q"], h)), tokens(conv1x1(w["k"], h)), tokens(conv1x1(w["v"], h)), 1);
    return x + conv1x1(w["proj_out"], mixed.unflatten(1, {x.size(2), x.size(3)}).permute({0, 3, 1, 2}));
}

at::Tensor middle(const Weights& w, const VaeShape& shape, at::Tensor h)
{
    h = resBlock(w["block_1"], shape, h);
    if (w.hasAny("attn_1"))
        h = attentionBlock(w["attn_1"], shape, h);
    return resBlock(w["block_2"], shape, h);
}

at::Tensor normAndOut(const Weights& w, const VaeShape& shape, const at::Tensor& h)
{
    return conv3x3(w["conv_out"], siluOfGroupNorm(w["norm_out"], h, shape.normGroups, normEps));
}

} // namespace

VaeShape VaeShape::detect(const Weights& w, const nlohmann::json& config)
{
    VaeShape shape;
    shape.levels = w.count("decoder.up");
    if (shape.levels == 0)
        throw ModelError("This VAE has no decoder; it belongs to another kind of model.");
    shape.blocks = w.count("decoder.up.0.block") - 1;
    shape.latentChannels = int(w.shape("decoder.conv_in.weight")[1]);
    shape.fullWidth =
        int(w.shape(shape.levels > 1 ? "decoder.up.1.upsample.conv.weight" : "decoder.conv_in.weight")[0]);
    shape.normGroups = config.value("norm_num_groups", 32);
    shape.hasEncoder = w.hasAny("encoder");
    if (const auto side = config.find("sample_size"); side != config.end() && side->is_number_integer())
        shape.trainedSide = std::clamp(side->get<int>(), 0, 4096);
    shape.trainedSide = std::max(shape.trainedSide / (4 * shape.factor()), 1) * 4 * shape.factor();
    const auto number = [&](const char* name, double otherwise) {
        return config.contains(name) && config[name].is_number() ? config[name].get<double>() : otherwise;
    };
    shape.scalingFactor = number("scaling_factor", 0.18215);
    shape.shiftFactor = number("shift_factor", 0);
    if (shape.normGroups < 1 || shape.scalingFactor == 0)
        throw ModelError(
            "The config.json of this VAE has norm_num_groups or scaling_factor below what is possible; "
            "download the model again.");
    return shape;
}

LatentDistribution vaeEncode(const Weights& w, const VaeShape& shape, const at::Tensor& pixels)
{
    const Weights encoder = w["encoder"];
    at::Tensor h = conv3x3(encoder["conv_in"], pixels);
    for (int i = 0; i < shape.levels; ++i) {
        const Weights level = encoder["down"][i];
        for (int j = 0; j < shape.blocks; ++j)
            h = resBlock(level["block"][j], shape, h);
        if (i + 1 < shape.levels) // padded at the right and below only
            h = conv(level["downsample.conv"], at::constant_pad_nd(h, {0, 1, 0, 1}), 2, 0);
    }
    h = normAndOut(encoder, shape, middle(encoder["mid"], shape, h));
    if (w.has("quant_conv.weight"))
        h = conv1x1(w["quant_conv"], h);
    const std::vector<at::Tensor> moments = h.chunk(2, 1);
    return {moments[0], moments[1].clamp(-30, 20)};
}

at::Tensor vaeDecode(const Weights& w, const VaeShape& shape, const at::Tensor& latents)
{
    const Weights decoder = w["decoder"];
    at::Tensor h = w.has("post_quant_conv.weight") ? conv1x1(w["post_quant_conv"], latents) : latents;
    h = middle(decoder["mid"], shape, conv3x3(decoder["conv_in"], h));
    for (int i = shape.levels; i-- > 0;) {
        const Weights level = decoder["up"][i];
        for (int j = 0; j <= shape.blocks; ++j)
            h = resBlock(level["block"][j], shape, h);
        stopPoint();
        if (i > 0)
            h = conv3x3(level["upsample.conv"], resizeNearest(h, 2 * h.size(2), 2 * h.size(3)));
    }
    return normAndOut(decoder, shape, h);
}

} // namespace tarn
