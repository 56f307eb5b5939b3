#pragma once

#include <train/parameters.h>
#include <weights/weights.h>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace tarn {

/// What a small convolutional network sees in pictures: 3x3 convolutions in four halvings of the size, each with a
/// norm. pixels [N, 3, H, W] in -1 … 1, H and W at least 32 -> [N, 5 C]: C means over the picture, then over each
/// of its quarters.
at::Tensor classifierFeatures(const Weights& w, const at::Tensor& pixels);

/// features -> [N, sum of the attributes' sizes]
at::Tensor classified(const Weights& w, const at::Tensor& features);

/// Its weights before training: `width` channels after the first layer, a multiple of 8, six times as many after
/// the last, which is C.
NamedTensors initialClassifier(int width, const std::vector<std::int64_t>& sizes, std::uint64_t seed);

/// Frechet distance of two sets of features [N, F], [M, F], each taken as a normal distribution (Dowson and Landau
/// 1982; Heusel et al. 2017): |mean a - mean b|^2 + trace(A + B - 2 (A B)^1/2), in fp64. N, M >= 2.
double frechetDistance(const at::Tensor& a, const at::Tensor& b);

/// Where a classifier is kept: config.json and model.safetensors.
struct ClassifierFolder {
    int size = 128; ///< pixels a side of the pictures that it learnt from
    NamedTensors tensors;
};
/// Throw StudioError; reading ModelError for what is no classifier, or one of other attributes than `sizes`.
void writeClassifier(const std::filesystem::path& folder, const ClassifierFolder& classifier);
ClassifierFolder readClassifier(const std::filesystem::path& folder, const std::vector<std::int64_t>& sizes);

} // namespace tarn
