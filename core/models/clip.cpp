#include <base/error.h>
#include <models/clip.h>
#include <nn/attention.h>
#include <nn/layers.h>
#include <nn/stop.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

namespace tarn {
namespace {

at::Tensor selfAttention(const Weights& w, const ClipShape& shape, const at::Tensor& x)
{
    const at::Tensor mixed =
        attention(linear(w["q_proj"], x), linear(w["k_proj"], x), linear(w["v_proj"], x), shape.heads, true);
    return linear(w["out_proj"], mixed);
}

/// x [N, T, width] -> [N, T, width]
at::Tensor encoderLayer(const Weights& w, const ClipShape& shape, at::Tensor x)
{
    stopPoint();
    x = x + selfAttention(w["self_attn"], shape, layerNorm(w["layer_norm1"], x, shape.normEps));
    const at::Tensor h = linear(w["mlp.fc1"], layerNorm(w["layer_norm2"], x, shape.normEps));
    const bool quick = shape.activation == ClipShape::Activation::quickGelu;
    return x + linear(w["mlp.fc2"], quick ? quickGelu(h) : gelu(h));
}

} // namespace

ClipShape ClipShape::detect(const Weights& w, const nlohmann::json& config)
{
    ClipShape shape;
    const auto table = w.shape("embeddings.token_embedding.weight");
    shape.tokens = int(table[0]);
    shape.width = int(table[1]);
    shape.positions = int(w.shape("embeddings.position_embedding.weight")[0]);
    shape.layers = w.count("encoder.layers");
    shape.heads = config.value("num_attention_heads", 0);
    shape.normEps = config.value("layer_norm_eps", 1e-5);
    const std::string activation = config.value("hidden_act", "quick_gelu");
    if (shape.layers == 0)
        throw ModelError("This text encoder has no layers; it belongs to another kind of model.");
    if (shape.heads < 1 || shape.width % shape.heads != 0)
        throw ModelError(
            "The config.json of this text encoder says num_attention_heads = " + std::to_string(shape.heads)
            + ", which does not divide its width " + std::to_string(shape.width) + "; download the model again.");
    if (activation != "quick_gelu" && activation != "gelu")
        throw ModelError("The config.json of this text encoder says hidden_act = \"" + activation
            + "\", which CLIP does not have; use a model with a CLIP text encoder.");
    shape.activation = activation == "gelu" ? ClipShape::Activation::gelu : ClipShape::Activation::quickGelu;
    return shape;
}

at::Tensor clipText(const Weights& w, const ClipShape& shape, const at::Tensor& ids, int skip)
{
    const Weights positions = w["embeddings.position_embedding"];
    const at::Tensor places = at::arange(ids.size(1), ids.options()).unsqueeze(0);
    at::Tensor x = embedding(w["embeddings.token_embedding"], ids) + embedding(positions, places);
    for (int i = 0; i < shape.layers - skip; ++i)
        x = encoderLayer(w["encoder.layers"][i], shape, x);
    return layerNorm(w["final_layer_norm"], x, shape.normEps);
}

} // namespace tarn
