#include "norm_kernel.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

// The bodies are compiled twice, for any processor and for AVX-512: inlined into a function, they take its target.
#define TARN_INLINED [[gnu::always_inline]] inline
#define TARN_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,fma")]]

namespace tarn {
namespace {

TARN_INLINED float loaded(float x) { return x; }
TARN_INLINED float loaded(std::uint16_t x) { return std::bit_cast<float>(std::uint32_t(x) << 16); }

TARN_INLINED void store(float& place, float x) { place = x; }
/// To the nearest, ties to even.
TARN_INLINED void store(std::uint16_t& place, float x)
{
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    place = std::uint16_t(x == x ? rounded : 0x7fc0);
}

/// e^x to 2e-7 of itself, without a call, so that loops over it become vectors (Cephes' expf).
TARN_INLINED float expOf(float x)
{
    x = x < -87.0F ? -87.0F : x > 88.0F ? 88.0F : x;
    constexpr float toWhole = 12582912.0F; // 1.5 * 2^23
    const float n = (x * 1.44269504F + toWhole) - toWhole;
    const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    return (p * r * r + r + 1) * std::bit_cast<float>((std::int32_t(n) + 127) << 23);
}

/// Numbers by channel of one picture, and sums over rows in parts short enough for fp32.
struct Channels {
    explicit Channels(const NormSize& size)
        : count(std::size_t(size.channels))
        , numbers(6 * count)
    {
    }
    float* row(std::size_t i) { return numbers.data() + i * count; }

    std::size_t count;
    std::vector<float> numbers;
};

constexpr std::int64_t rowsOfPart = 256;

/// For each group the sum over its channels of sums[c].
void sumGroups(const NormSize& size, const float* sums, double* groups)
{
    const std::int64_t wide = size.channels / size.groups;
    for (std::int64_t c = 0; c < size.channels; ++c)
        groups[c / wide] += double(sums[c]);
}

template <typename T> TARN_INLINED void addRows(std::int64_t rows, std::int64_t channels, const T* x, float* sums)
{
    for (std::int64_t p = 0; p < rows; ++p, x += channels)
        for (std::int64_t c = 0; c < channels; ++c)
            sums[c] += loaded(x[c]);
}

template <typename T>
TARN_INLINED void addSquares(std::int64_t rows, std::int64_t channels, const T* x, const float* mean, float* sums)
{
    for (std::int64_t p = 0; p < rows; ++p, x += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float d = loaded(x[c]) - mean[c];
            sums[c] += d * d;
        }
}

template <NormKind kind, typename T>
TARN_INLINED void forwardBody(const NormSize& size, double eps, const T* x, const float* weight, const float* bias,
    T* y, NormMoments moments)
{
    const std::int64_t channels = size.channels, wide = channels / size.groups;
    const double count = double(size.pixels) * double(wide);
    Channels by(size);
    float *sums = by.row(0), *mean = by.row(1), *factor = by.row(2), *shift = by.row(3);
    std::vector<double> first(std::size_t(size.groups), 0.0), second(std::size_t(size.groups), 0.0);
    for (std::int64_t p = 0; p < size.pixels; p += rowsOfPart) {
        std::fill_n(sums, channels, 0.0F);
        addRows(std::min(rowsOfPart, size.pixels - p), channels, x + p * channels, sums);
        sumGroups(size, sums, first.data());
    }
    for (std::int64_t c = 0; c < channels; ++c)
        mean[c] = float(first[std::size_t(c / wide)] / count);
    for (std::int64_t p = 0; p < size.pixels; p += rowsOfPart) {
        std::fill_n(sums, channels, 0.0F);
        addSquares(std::min(rowsOfPart, size.pixels - p), channels, x + p * channels, mean, sums);
        sumGroups(size, sums, second.data());
    }
    for (std::int64_t g = 0; g < size.groups; ++g) {
        moments.mean[g] = float(first[std::size_t(g)] / count);
        moments.scale[g] = float(1 / std::sqrt(second[std::size_t(g)] / count + eps));
    }
    for (std::int64_t c = 0; c < channels; ++c) {
        factor[c] = moments.scale[c / wide] * weight[c];
        shift[c] = bias[c] - mean[c] * factor[c];
    }
    for (std::int64_t p = 0; p < size.pixels; ++p, x += channels, y += channels)
        for (std::int64_t c = 0; c < channels; ++c) {
            const float z = loaded(x[c]) * factor[c] + shift[c];
            store(y[c], kind == NormKind::silu ? z / (1 + expOf(-z)) : z);
        }
}

template <NormKind kind, typename T>
TARN_INLINED void backwardBody(const NormSize& size, const T* x, const T* yGradient, const float* weight,
    const float* bias, NormMoments moments, T* xGradient, float* weightGradient, float* biasGradient)
{
    const std::int64_t channels = size.channels, wide = channels / size.groups;
    Channels by(size);
    float *scale = by.row(0), *offset = by.row(1), *factor = by.row(2), *slope = by.row(3), *shift = by.row(4);
    for (std::int64_t c = 0; c < channels; ++c) {
        scale[c] = moments.scale[c / wide];
        offset[c] = -moments.mean[c / wide] * scale[c];
    }
    std::fill_n(weightGradient, channels, 0.0F);
    std::fill_n(biasGradient, channels, 0.0F);
    // What reaches the norm through the activation, kept for the second pass.
    std::vector<float> kept(kind == NormKind::silu ? std::size_t(size.pixels * channels) : 0);
    for (std::int64_t p = 0; p < size.pixels; ++p) {
        const T* const rowX = x + p * channels;
        const T* const rowY = yGradient + p * channels;
        float* const rowKept = kept.data() + (kind == NormKind::silu ? p * channels : 0);
        for (std::int64_t c = 0; c < channels; ++c) {
            const float normed = loaded(rowX[c]) * scale[c] + offset[c];
            float gradient = loaded(rowY[c]);
            if constexpr (kind == NormKind::silu) {
                const float z = normed * weight[c] + bias[c], sigmoid = 1 / (1 + expOf(-z));
                gradient *= sigmoid * (1 + z * (1 - sigmoid));
                rowKept[c] = gradient;
            }
            biasGradient[c] += gradient;
            weightGradient[c] += gradient * normed;
        }
    }
    const double count = double(size.pixels) * double(wide);
    for (std::int64_t g = 0; g < size.groups; ++g) {
        double sum = 0, sumNormed = 0;
        for (std::int64_t c = g * wide; c < (g + 1) * wide; ++c) {
            sum += double(weight[c]) * double(biasGradient[c]);
            sumNormed += double(weight[c]) * double(weightGradient[c]);
        }
        for (std::int64_t c = g * wide; c < (g + 1) * wide; ++c) {
            factor[c] = scale[c] * weight[c];
            slope[c] = float(-double(scale[c]) * double(scale[c]) * sumNormed / count);
            shift[c] = float(-double(scale[c]) * (sum + double(offset[c]) * sumNormed) / count);
        }
    }
    for (std::int64_t p = 0; p < size.pixels; ++p) {
        const T* const rowX = x + p * channels;
        const T* const rowY = yGradient + p * channels;
        const float* const rowKept = kept.data() + (kind == NormKind::silu ? p * channels : 0);
        T* const row = xGradient + p * channels;
        for (std::int64_t c = 0; c < channels; ++c) {
            const float gradient = kind == NormKind::silu ? rowKept[c] : loaded(rowY[c]);
            store(row[c], gradient * factor[c] + loaded(rowX[c]) * slope[c] + shift[c]);
        }
    }
}

#if defined(__x86_64__)
template <NormKind kind, typename T>
TARN_AVX512 void forwardAvx512(const NormSize& size, double eps, const T* x, const float* weight,
    const float* bias, T* y, NormMoments moments)
{
    forwardBody<kind>(size, eps, x, weight, bias, y, moments);
}

template <NormKind kind, typename T>
TARN_AVX512 void backwardAvx512(const NormSize& size, const T* x, const T* yGradient, const float* weight,
    const float* bias, NormMoments moments, T* xGradient, float* weightGradient, float* biasGradient)
{
    backwardBody<kind>(size, x, yGradient, weight, bias, moments, xGradient, weightGradient, biasGradient);
}

bool hasAvx512()
{
    static const bool has = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl");
    return has;
}
#endif

template <NormKind kind, typename T>
void forwardHere(const NormSize& size, double eps, const T* x, const float* weight, const float* bias, T* y,
    NormMoments moments)
{
#if defined(__x86_64__)
    if (hasAvx512())
        return forwardAvx512<kind>(size, eps, x, weight, bias, y, moments);
#endif
    forwardBody<kind>(size, eps, x, weight, bias, y, moments);
}

template <NormKind kind, typename T>
void backwardHere(const NormSize& size, const T* x, const T* yGradient, const float* weight, const float* bias,
    NormMoments moments, T* xGradient, float* weightGradient, float* biasGradient)
{
#if defined(__x86_64__)
    if (hasAvx512())
        return backwardAvx512<kind>(
            size, x, yGradient, weight, bias, moments, xGradient, weightGradient, biasGradient);
#endif
    backwardBody<kind>(size, x, yGradient, weight, bias, moments, xGradient, weightGradient, biasGradient);
}

} // namespace

template <typename T>
void normForward(NormKind kind, const NormSize& size, double eps, const T* x, const float* weight,
    const float* bias, T* y, NormMoments moments)
{
    const auto forward = kind == NormKind::silu ? forwardHere<NormKind::silu, T> : forwardHere<NormKind::plain, T>;
    forward(size, eps, x, weight, bias, y, moments);
}

template <typename T>
void normBackward(NormKind kind, const NormSize& size, const T* x, const T* yGradient, const float* weight,
    const float* bias, NormMoments moments, T* xGradient, float* weightGradient, float* biasGradient)
{
    const auto backward =
        kind == NormKind::silu ? backwardHere<NormKind::silu, T> : backwardHere<NormKind::plain, T>;
    backward(size, x, yGradient, weight, bias, moments, xGradient, weightGradient, biasGradient);
}

template void normForward(
    NormKind, const NormSize&, double, const float*, const float*, const float*, float*, NormMoments);
template void normForward(NormKind, const NormSize&, double, const std::uint16_t*, const float*, const float*,
    std::uint16_t*, NormMoments);
template void normBackward(NormKind, const NormSize&, const float*, const float*, const float*, const float*,
    NormMoments, float*, float*, float*);
template void normBackward(NormKind, const NormSize&, const std::uint16_t*, const std::uint16_t*, const float*,
    const float*, NormMoments, std::uint16_t*, float*, float*);

} // namespace tarn
