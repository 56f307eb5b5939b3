#pragma once

#include <models/vae.h>
#include <weights/weights.h>

#include <ATen/core/Tensor.h>

namespace tarn {

/// Mean over the batch of weight * mean squared error. output, target [N, …], weights [N] -> scalar, fp32.
at::Tensor weightedSquaredError(const at::Tensor& output, const at::Tensor& target, const at::Tensor& weights);

/// Mean |a - b|, fp32.
at::Tensor absoluteError(const at::Tensor& a, const at::Tensor& b);

/// Mean |difference of neighbours in a - the same in b|, across and down, summed over `scales` sizes, each half of
/// the one before. a, b [N, C, H, W] -> scalar. What it adds to the absolute error is the sharpness of edges.
at::Tensor gradientError(const at::Tensor& a, const at::Tensor& b, int scales);

/// KL divergence of the posterior from the standard normal distribution, a mean over its numbers.
at::Tensor klDivergence(const LatentDistribution& latents);

/// mean + exp(logVariance / 2) * noise
at::Tensor drawnFrom(const LatentDistribution& latents, const at::Tensor& noise);

/// Sum over the attributes of the cross entropy of their values. logits [N, sum of sizes], labels [N, attributes]
/// int64, -1 for what is not known -> scalar. Attributes that nobody in the batch knows count 0.
at::Tensor labelError(const at::Tensor& logits, const at::Tensor& labels, const std::vector<std::int64_t>& sizes);

/// Fraction of the known labels that `logits` give right, per attribute; no number where none is known.
std::vector<double> labelAccuracy(
    const at::Tensor& logits, const at::Tensor& labels, const std::vector<std::int64_t>& sizes);

} // namespace tarn
