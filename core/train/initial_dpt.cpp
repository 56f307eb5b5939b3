#include "initial_weights.h"

#include <train/initial_networks.h>

#include <ATen/ATen.h>

namespace tarn {
namespace {

using nlohmann::json;

/// A convolution whose kernel is standardised, and the norm behind it.
void normedConvolution(
    InitialWeights& init, const std::string& conv, const std::string& norm, int in, int out, int kernel)
{
    init.convWithoutBias(conv, in, out, kernel);
    init.norm(norm, out);
}

void backbone(InitialWeights& init, const DptPlan& plan)
{
    const std::string bit = "dpt.embeddings.backbone.bit.";
    normedConvolution(init, bit + "embedder.convolution", bit + "embedder.norm", 3, plan.stem, 7);
    int in = plan.stem;
    for (std::size_t stage = 0; stage < plan.channels.size(); ++stage) {
        const int out = int(plan.channels[stage]), narrow = out / 4;
        for (std::int64_t i = 0; i < plan.depths[stage]; ++i, in = out) {
            const std::string layer =
                bit + "encoder.stages." + std::to_string(stage) + ".layers." + std::to_string(i);
            if (i == 0)
                normedConvolution(init, layer + ".downsample.conv", layer + ".downsample.norm", in, out, 1);
            normedConvolution(init, layer + ".conv1", layer + ".norm1", in, narrow, 1);
            normedConvolution(init, layer + ".conv2", layer + ".norm2", narrow, narrow, 3);
            normedConvolution(init, layer + ".conv3", layer + ".norm3", narrow, out, 1);
        }
    }
}

void transformer(InitialWeights& init, const DptPlan& plan)
{
    const int grid = plan.sampleSize / 16, width = plan.width;
    init.conv("dpt.embeddings.projection", int(plan.channels.back()), width, 1);
    init.table("dpt.embeddings.cls_token", {1, 1, width}, 0.02);
    init.table("dpt.embeddings.position_embeddings", {1, 1 + grid * grid, width}, 0.02);
    for (int i = 0; i < plan.layers; ++i) {
        const std::string layer = "dpt.encoder.layer." + std::to_string(i);
        init.norm(layer + ".layernorm_before", width);
        for (const char* part : {"query", "key", "value"})
            init.linear(layer + ".attention.attention." + part, width, width);
        init.linear(layer + ".attention.output.dense", width, width);
        init.norm(layer + ".layernorm_after", width);
        init.linear(layer + ".intermediate.dense", width, 4 * width);
        init.linear(layer + ".output.dense", 4 * width, width);
    }
}

void decoder(InitialWeights& init, const DptPlan& plan)
{
    const std::string neck = "neck.reassemble_stage.";
    for (int level : {2, 3}) {
        const std::string number = std::to_string(level);
        init.linear(neck + "readout_projects." + number + ".0", 2 * plan.width, plan.width);
        init.conv(neck + "layers." + number + ".projection", plan.width, plan.width, 1);
    }
    init.conv(neck + "layers.3.resize", plan.width, plan.width, 3);
    const int widths[] = {int(plan.channels[0]), int(plan.channels[1]), plan.width, plan.width};
    for (int level = 0; level < 4; ++level)
        init.convWithoutBias("neck.convs." + std::to_string(level), widths[level], plan.fusion, 3);
    for (int i = 0; i < 4; ++i) {
        const std::string fusion = "neck.fusion_stage.layers." + std::to_string(i);
        init.conv(fusion + ".projection", plan.fusion, plan.fusion, 1);
        for (const char* unit : {".residual_layer1", ".residual_layer2"})
            if (i > 0 || std::string(unit) == ".residual_layer2") // nothing finer is added to the coarsest
                for (const char* layer : {".convolution1", ".convolution2"})
                    init.conv(fusion + unit + layer, plan.fusion, plan.fusion, 3);
    }
    init.conv("head.head.0", plan.fusion, plan.fusion / 2, 3);
    init.conv("head.head.2", plan.fusion / 2, 32, 3);
    init.conv("head.head.4", 32, 1, 1);
}

json dptConfig(const DptPlan& plan)
{
    std::vector<std::int64_t> stages = plan.channels;
    stages.push_back(2 * plan.channels.back()); // of a fourth stage, which is not built
    const int last = plan.layers - 1;
    const json bit{{"depths", plan.depths}, {"embedding_dynamic_padding", true}, {"embedding_size", plan.stem},
        {"global_padding", "same"}, {"hidden_sizes", stages}, {"layer_type", "bottleneck"}, {"model_type", "bit"},
        {"num_groups", plan.groups}, {"out_features", {"stage1", "stage2", "stage3"}}};
    return {{"add_projection", false}, {"architectures", {"DPTForDepthEstimation"}},
        {"attention_probs_dropout_prob", 0.0}, {"backbone_config", bit},
        {"backbone_featmap_shape", {1, plan.channels.back(), plan.sampleSize / 16, plan.sampleSize / 16}},
        {"backbone_out_indices", {0, 0, last / 2, last}}, {"fusion_hidden_size", plan.fusion},
        {"head_in_index", -1}, {"hidden_act", "gelu"}, {"hidden_dropout_prob", 0.0}, {"hidden_size", plan.width},
        {"image_size", plan.sampleSize}, {"intermediate_size", 4 * plan.width}, {"is_hybrid", true},
        {"layer_norm_eps", 1e-6}, {"model_type", "dpt"},
        {"neck_hidden_sizes", {plan.channels[0], plan.channels[1], plan.width, plan.width}},
        {"neck_ignore_stages", {0, 1}}, {"num_attention_heads", plan.heads}, {"num_channels", 3},
        {"num_hidden_layers", plan.layers}, {"patch_size", 16}, {"qkv_bias", true}, {"readout_type", "project"},
        {"reassemble_factors", {1, 1, 1, 0.5}}, {"use_batch_norm_in_fusion_residual", false}};
}

} // namespace

NetworkFolder initialDpt(const DptPlan& plan, std::uint64_t seed)
{
    InitialWeights init(seed);
    backbone(init, plan);
    transformer(init, plan);
    decoder(init, plan);
    NetworkFolder dpt{dptConfig(plan), init.take()};
    dpt.tensors.at("head.head.4.bias").fill_(0.5); // or the last ReLU may never let anything through
    return dpt;
}

} // namespace tarn
