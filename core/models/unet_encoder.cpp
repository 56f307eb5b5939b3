#include "unet_encoder.h"

#include <nn/attention.h>
#include <nn/embeddings.h>
#include <nn/layers.h>
#include <nn/stop.h>

#include <ATen/ATen.h>

namespace tarn {
namespace {

/// x [N, T, C], source [N, S, C'] -> [N, T, C]
at::Tensor attentionLayer(const Weights& w, const at::Tensor& x, const at::Tensor& source, int heads)
{
    const at::Tensor mixed =
        attention(linear(w["to_q"], x), linear(w["to_k"], source), linear(w["to_v"], source), heads);
    return linear(w["to_out.0"], mixed);
}

/// GEGLU, Shazeer 2020: one half of the projection gates the other.
at::Tensor feedForward(const Weights& w, const at::Tensor& x)
{
    const std::vector<at::Tensor> halves = linear(w["net.0.proj"], x).chunk(2, -1);
    return linear(w["net.2"], halves[0] * gelu(halves[1]));
}

/// x [N, T, C], context [N, S, C'] -> [N, T, C]
at::Tensor transformerBlock(const Weights& w, at::Tensor x, const at::Tensor& context, int heads, bool onlyCross)
{
    stopPoint();
    const at::Tensor seen = layerNorm(w["norm1"], x, 1e-5);
    x = x + attentionLayer(w["attn1"], seen, onlyCross ? context : seen, heads);
    x = x + attentionLayer(w["attn2"], layerNorm(w["norm2"], x, 1e-5), context, heads);
    return x + feedForward(w["ff"], layerNorm(w["norm3"], x, 1e-5));
}

} // namespace

at::Tensor resBlock(const Weights& w, const UNetShape& shape, const at::Tensor& x, const at::Tensor& time)
{
    stopPoint();
    at::Tensor h =
        conv3x3(w["in_layers.2"], siluOfGroupNorm(w["in_layers.0"], x, shape.normGroups, shape.normEps));
    h = h + linear(w["emb_layers.1"], silu(time)).unsqueeze(-1).unsqueeze(-1);
    h = conv3x3(w["out_layers.3"], siluOfGroupNorm(w["out_layers.0"], h, shape.normGroups, shape.normEps));
    return h + (w.has("skip_connection.weight") ? conv1x1(w["skip_connection"], x) : x);
}

at::Tensor spatialTransformer(const Weights& w, const UNetShape& shape, const at::Tensor& x,
    const at::Tensor& context, int heads, bool onlyCross)
{
    const bool linearProjection = w.shape("proj_in.weight").size() == 2;
    const auto toTokens = [](const at::Tensor& picture) { return picture.permute({0, 2, 3, 1}).flatten(1, 2); };
    const auto toPicture = [&](const at::Tensor& tokens) {
        return tokens.unflatten(1, {x.size(2), x.size(3)}).permute({0, 3, 1, 2});
    };
    at::Tensor h = groupNorm(w["norm"], x, shape.normGroups, 1e-6);
    h = linearProjection ? linear(w["proj_in"], toTokens(h)) : toTokens(conv1x1(w["proj_in"], h));
    for (int i = 0, n = w.count("transformer_blocks"); i < n; ++i)
        h = transformerBlock(w["transformer_blocks"][i], h, context, heads, onlyCross);
    h = linearProjection ? toPicture(linear(w["proj_out"], h)) : conv1x1(w["proj_out"], toPicture(h));
    return x + h;
}

at::Tensor timeEmbedding(const Weights& w, const UNetShape& shape, const UNetInput& input)
{
    const at::Tensor waves =
        timestepEmbedding(input.t, w.shape("time_embed.0.weight")[1]).to(input.x.scalar_type());
    at::Tensor time = linear(w["time_embed.2"], silu(linear(w["time_embed.0"], waves)));
    return shape.classes > 0 ? time + embedding(w["label_emb"], input.classes) : time;
}

UNetEncoded unetEncoder(
    const Weights& w, const UNetShape& shape, at::Tensor h, const at::Tensor& time, const at::Tensor& context)
{
    std::vector<at::Tensor> skips{h};
    int block = 1;
    for (std::size_t i = 0; i < shape.levels.size(); ++i) {
        const UNetLevel& level = shape.levels[i];
        for (int j = 0; j < level.blocks; ++j, ++block) {
            const Weights at = w[blockPlace("input_blocks", block)];
            h = resBlock(at["0"], shape, h, time);
            if (level.depth > 0)
                h = spatialTransformer(at["1"], shape, h, context, level.heads, level.onlyCross);
            skips.push_back(h);
        }
        if (i + 1 < shape.levels.size()) {
            h = conv(w[blockPlace("input_blocks", block++)]["0.op"], h, 2, 1);
            skips.push_back(h);
        }
    }

    const Weights middle = w["middle_block"];
    h = resBlock(middle["0"], shape, h, time);
    if (shape.middleDepth > 0)
        h = spatialTransformer(middle["1"], shape, h, context, shape.middleHeads, shape.levels.back().onlyCross);
    h = resBlock(middle[shape.middleDepth > 0 ? "2" : "1"], shape, h, time);
    return {std::move(skips), std::move(h)};
}

} // namespace tarn
