#include "network_check.h"

#include <models/dpt.h>
#include <nn/attention.h>
#include <nn/layers.h>
#include <nn/stop.h>
#include <nn/vision.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace tarn {
namespace {

at::Tensor norm(const Weights& w, const DptShape& shape, const at::Tensor& x)
{
    return groupNorm(w, x, shape.normGroups, 1e-5);
}

/// A bottleneck whose activations follow the norms. x [N, C, H, W] -> [N, C', H / stride, W / stride]
at::Tensor bottleneck(const Weights& w, const DptShape& shape, const at::Tensor& x, int stride)
{
    stopPoint();
    at::Tensor h = rectified(norm(w["norm1"], shape, convStandardized(w["conv1"], x, 1)));
    h = rectified(norm(w["norm2"], shape, convStandardized(w["conv2"], h, stride)));
    h = norm(w["norm3"], shape, convStandardized(w["conv3"], h, 1));
    const Weights shortcut = w["downsample"];
    if (shortcut.has("conv.weight"))
        return rectified(h + norm(shortcut["norm"], shape, convStandardized(shortcut["conv"], x, stride)));
    return rectified(h + x);
}

/// The ResNet (BiT, Kolesnikov et al. 2020, with the stem of ResNet v1) -> the output of each stage.
std::vector<at::Tensor> backbone(const Weights& w, const DptShape& shape, const at::Tensor& pixels)
{
    const Weights stem = w["embedder"];
    at::Tensor h = rectified(norm(stem["norm"], shape, convStandardized(stem["convolution"], pixels, 2)));
    h = maxPoolSame(h);
    std::vector<at::Tensor> maps;
    for (int stage = 0; stage < int(shape.stages.size()); ++stage) {
        const Weights layers = w["encoder.stages"][stage]["layers"];
        for (int i = 0; i < shape.stages[std::size_t(stage)]; ++i)
            h = bottleneck(layers[i], shape, h, stage > 0 && i == 0 ? 2 : 1);
        maps.push_back(h);
    }
    return maps;
}

/// The position embedding for another grid, [1, 1 + rows * columns, width].
at::Tensor positions(const Weights& w, const DptShape& shape, std::int64_t rows, std::int64_t columns)
{
    const at::Tensor table = parameter(w, "position_embeddings", {1, 1 + shape.grid * shape.grid, shape.width});
    const at::Tensor places = table.slice(1, 1).unflatten(1, {shape.grid, shape.grid}).permute({0, 3, 1, 2});
    const at::Tensor resized = resizeBilinear(places, rows, columns, false);
    return at::cat({table.slice(1, 0, 1), resized.flatten(2).transpose(1, 2)}, 1);
}

/// A pre-norm layer of ViT, Dosovitskiy et al. 2021. x [N, T, width] -> [N, T, width]
at::Tensor transformerLayer(const Weights& w, const DptShape& shape, at::Tensor x)
{
    stopPoint();
    const Weights self = w["attention.attention"];
    const at::Tensor seen = layerNorm(w["layernorm_before"], x, shape.normEps);
    const at::Tensor mixed = attention(
        linear(self["query"], seen), linear(self["key"], seen), linear(self["value"], seen), shape.heads);
    x = x + linear(w["attention.output.dense"], mixed);
    const at::Tensor wide = linear(w["intermediate.dense"], layerNorm(w["layernorm_after"], x, shape.normEps));
    return x + linear(w["output.dense"], gelu(wide));
}

/// Tokens [N, 1 + rows * columns, width] as a picture, each told of the class token: the read-out "project".
at::Tensor reassembled(const Weights& neck, const at::Tensor& tokens, int level, std::int64_t rows)
{
    const Weights w = neck["reassemble_stage"];
    const at::Tensor places = tokens.slice(1, 1);
    const at::Tensor both = at::cat({places, tokens.slice(1, 0, 1).expand_as(places)}, 2);
    const at::Tensor h = gelu(linear(w["readout_projects"][level]["0"], both));
    const at::Tensor picture = h.transpose(1, 2).unflatten(2, {rows, places.size(1) / rows});
    return conv1x1(w["layers"][level]["projection"], picture);
}

at::Tensor residualUnit(const Weights& w, const at::Tensor& x)
{
    return x + conv3x3(w["convolution2"], rectified(conv3x3(w["convolution1"], rectified(x))));
}

/// x and the finer map [N, C, H, W] -> [N, C, 2 H, 2 W]
at::Tensor fusion(const Weights& w, at::Tensor x, const at::Tensor& finer)
{
    stopPoint();
    if (finer.defined())
        x = x + residualUnit(w["residual_layer1"], finer);
    x = residualUnit(w["residual_layer2"], x);
    return conv1x1(w["projection"], resizeBilinear(x, 2 * x.size(2), 2 * x.size(3), true));
}

constexpr NetworkCheck depthCheck{"This depth estimator", "choose a DPT-hybrid one"};

int integer(const nlohmann::json& config, const char* name, int otherwise)
{
    const auto found = config.find(name);
    return found != config.end() && found->is_number_integer() ? found->get<int>() : otherwise;
}

} // namespace

DptShape DptShape::detect(const Weights& w, const nlohmann::json& config)
{
    const nlohmann::json bit = config.value("backbone_config", nlohmann::json::object());
    if (!w.hasAny("dpt.embeddings.backbone.bit") || !bit.is_object())
        depthCheck.refuse("it is not built on a ResNet");
    depthCheck.expect(config, "readout_type", "project");
    depthCheck.expect(config, "hidden_act", "gelu");
    depthCheck.expect(config, "patch_size", patch);
    depthCheck.expect(config, "add_projection", false);
    depthCheck.expect(config, "use_batch_norm_in_fusion_residual", false);
    depthCheck.expect(config, "head_in_index", -1);
    depthCheck.expect(bit, "layer_type", "bottleneck");
    depthCheck.expect(bit, "hidden_act", "relu");
    depthCheck.expect(bit, "embedding_dynamic_padding", true);
    if (bit.contains("global_padding") && bit["global_padding"] != "same")
        depthCheck.expect(bit, "global_padding", "SAME");

    DptShape shape;
    const Weights stages = w["dpt.embeddings.backbone.bit.encoder.stages"];
    for (int i = 0; stages.hasAny(std::to_string(i)); ++i)
        shape.stages.push_back(stages[i].count("layers"));
    if (shape.stages.size() != 3)
        depthCheck.refuse(
            "its ResNet has " + std::to_string(shape.stages.size()) + " stages where three are read");
    const auto table = w.shape("dpt.embeddings.position_embeddings");
    if (table.size() != 3 || table[1] < 2)
        depthCheck.refuse("its position embedding is no table");
    shape.width = int(table[2]);
    shape.grid = int(std::lround(std::sqrt(double(table[1] - 1))));
    shape.layers = w.count("dpt.encoder.layer");
    shape.heads = integer(config, "num_attention_heads", 12);
    shape.normGroups = integer(bit, "num_groups", 32);
    shape.normEps = config.value("layer_norm_eps", 1e-12);
    const nlohmann::json read = config.value("backbone_out_indices", nlohmann::json{2, 5, 8, 11});
    for (std::size_t i = 0; i < 2; ++i) {
        const bool given = read.is_array() && read.size() == 4 && read[2 + i].is_number_integer();
        shape.readouts[i] = given ? read[2 + i].get<int>() : -1;
        if (shape.readouts[i] < 0 || shape.readouts[i] >= shape.layers)
            depthCheck.refuse("its config.json reads layers that its transformer, of "
                + std::to_string(shape.layers) + ", does not have");
    }
    if (shape.normGroups < 1 || shape.heads < 1 || shape.width % shape.heads != 0)
        depthCheck.refuse("its config.json gives heads or norm groups that do not divide its widths");
    return shape;
}

at::Tensor dptDepth(const Weights& w, const DptShape& shape, const at::Tensor& pixels)
{
    const Weights embeddings = w["dpt.embeddings"];
    const std::vector<at::Tensor> maps = backbone(embeddings["backbone.bit"], shape, pixels);
    const std::int64_t rows = maps[2].size(2), columns = maps[2].size(3);
    const at::Tensor patches = conv1x1(embeddings["projection"], maps[2]).flatten(2).transpose(1, 2);
    const at::Tensor start = parameter(embeddings, "cls_token", {1, 1, shape.width});
    at::Tensor x = at::cat({start.expand({pixels.size(0), 1, shape.width}), patches}, 1);
    x = x + positions(embeddings, shape, rows, columns);

    const Weights neck = w["neck"];
    at::Tensor read[2];
    for (int i = 0; i <= std::max(shape.readouts[0], shape.readouts[1]); ++i) {
        x = transformerLayer(w["dpt.encoder.layer"][i], shape, x);
        for (int j : {0, 1})
            if (shape.readouts[j] == i)
                read[j] = reassembled(neck, x, 2 + j, rows);
    }
    read[1] = conv(neck["reassemble_stage.layers.3.resize"], read[1], 2, 1);

    const at::Tensor levels[] = {maps[0], maps[1], read[0], read[1]};
    at::Tensor fused;
    for (int i = 0; i < 4; ++i) {
        const at::Tensor map = conv3x3(neck["convs"][3 - i], levels[3 - i]);
        const Weights at = neck["fusion_stage.layers"][i];
        fused = i == 0 ? fusion(at, map, {}) : fusion(at, fused, map);
    }

    const Weights head = w["head.head"];
    at::Tensor depth = conv3x3(head["0"], fused);
    depth = resizeBilinear(depth, 2 * depth.size(2), 2 * depth.size(3), true);
    return rectified(conv1x1(head["4"], rectified(conv3x3(head["2"], depth))));
}

} // namespace tarn
