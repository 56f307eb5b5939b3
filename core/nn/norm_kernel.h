#pragma once

#include <cstdint>

/// Group normalisation over channels-last pictures for networks that learn, alone or with SiLU behind it in the
/// same pass. One picture is [pixels, channels]; statistics and sums are fp32 over stored fp32 or bf16 (its upper
/// half).
namespace tarn {

struct NormSize {
    std::int64_t pixels, channels, groups; ///< `groups` divides `channels`
};

enum class NormKind { plain, silu };

/// What the backward pass needs of a picture, [groups] each.
struct NormMoments {
    float* mean;
    float* scale; ///< 1 / sqrt(variance + eps)
};

/// y = (x - mean) scale weight + bias, for `silu` times its own sigmoid. `T` is float or std::uint16_t (bf16).
template <typename T>
void normForward(NormKind kind, const NormSize& size, double eps, const T* x, const float* weight,
    const float* bias, T* y, NormMoments moments);

/// Gradients with respect to x, and with respect to weight and bias by this picture alone, [channels] each.
template <typename T>
void normBackward(NormKind kind, const NormSize& size, const T* x, const T* yGradient, const float* weight,
    const float* bias, NormMoments moments, T* xGradient, float* weightGradient, float* biasGradient);

} // namespace tarn
