#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace tarn {

/// The sizes of DPT-hybrid, Ranftl et al. 2021: a vision transformer on a ResNet, both read at two depths, and a
/// convolutional decoder (isl-org/DPT; transformers' DPTForDepthEstimation with is_hybrid).
struct DptShape {
    static constexpr int patch = 16; ///< pixels along a side of one place of the transformer

    std::vector<int> stages; ///< bottlenecks of each stage of the ResNet; three stages, strides 4, 8, 16
    int normGroups = 32; ///< of the ResNet
    int width = 0; ///< of the transformer
    int layers = 0;
    int heads = 0;
    double normEps = 1e-12;
    int grid = 0; ///< places along a side that the position embedding was learned for
    int readouts[2] = {}; ///< transformer layers, from 0, whose output the decoder reads

    /// From the tensors' shapes and `config` (transformers' config.json): heads, norm groups and eps, the layers
    /// that are read. Throws ModelError for an estimator of another kind.
    static DptShape detect(const Weights& w, const nlohmann::json& config);
};

/// pixels [N, 3, H, W], normalised as the model's image processor says; both sides multiples of 32 ->
/// inverse depth [N, 1, H, W], >= 0, nearer is larger. Throws Cancelled between blocks.
at::Tensor dptDepth(const Weights& w, const DptShape& shape, const at::Tensor& pixels);

} // namespace tarn
