#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

#include <nlohmann/json_fwd.hpp>

namespace tarn {

/// The sizes of a CLIP text encoder, Radford et al. 2021.
struct ClipShape {
    enum class Activation { quickGelu, gelu };

    int width = 0;
    int layers = 0;
    int heads = 0;
    int positions = 0; ///< length of one window, 77
    int tokens = 0; ///< rows of the vocabulary
    Activation activation = Activation::quickGelu;
    double normEps = 1e-5;

    /// From the tensors' shapes and `config` (transformers' config.json: num_attention_heads, hidden_act). Throws
    /// ModelError.
    static ClipShape detect(const Weights& w, const nlohmann::json& config);
};

/// ids [N, T] int64, T <= positions -> [N, T, width]: the output of the last layer but `skip`, after the final
/// norm. `skip` 0 is the last layer; it must be smaller than the number of layers.
at::Tensor clipText(const Weights& w, const ClipShape& shape, const at::Tensor& ids, int skip);

} // namespace tarn
