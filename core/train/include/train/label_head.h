#pragma once

#include <train/parameters.h>
#include <weights/weights.h>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace tarn {

/// A linear layer that says the labels of a picture from features of its text. features [N, width] ->
/// [N, sum of sizes]
at::Tensor labelHead(const Weights& w, const at::Tensor& features);

/// Its weights before training.
NamedTensors initialLabelHead(int width, const std::vector<std::int64_t>& sizes, std::uint64_t seed);

} // namespace tarn
