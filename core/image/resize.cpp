#include "size_check.h"

#include <image/convert.h>
#include <image/resize.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numbers>

namespace tarn {
namespace {

double sinc(double x) { return x == 0 ? 1 : std::sin(x * std::numbers::pi) / (x * std::numbers::pi); }

double boxWeight(double x) { return x > -0.5 && x <= 0.5 ? 1 : 0; }
double bilinearWeight(double x) { return std::max(0.0, 1 - std::abs(x)); }
double bicubicWeight(double x) // Keys 1981 with a = -0.5
{
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1)
        return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
double lanczosWeight(double x) { return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0; }

struct Kernel {
    double (*weight)(double);
    double support; ///< source pixels to each side when enlarging
};

Kernel kernelOf(Filter filter)
{
    switch (filter) {
    case Filter::bilinear:
        return {bilinearWeight, 1};
    case Filter::bicubic:
        return {bicubicWeight, 2};
    case Filter::lanczos:
        return {lanczosWeight, 3};
    default:
        return {boxWeight, 0.5};
    }
}

/// For each target position along one axis, where its source pixels begin and what each weighs.
template <typename Weight> struct Taps {
    std::size_t most = 0; ///< weights kept for each position
    std::vector<int> first;
    std::vector<int> count;
    std::vector<Weight> weights;
};

Taps<double> tapsFor(int from, int to, const Kernel& kernel)
{
    const double scale = double(from) / to;
    const double stretch = std::max(scale, 1.0);
    const double support = kernel.support * stretch;
    Taps<double> taps{std::size_t(std::ceil(support)) * 2 + 1, {}, {}, {}};
    taps.weights.resize(taps.most * std::size_t(to));
    for (int at = 0; at < to; ++at) {
        const double center = (at + 0.5) * scale;
        const int first = std::max(0, int(center - support + 0.5));
        const int count = std::min(from, int(center + support + 0.5)) - first;
        double* weights = taps.weights.data() + std::size_t(at) * taps.most;
        double sum = 0;
        // Pillow multiplies by the reciprocal, which rounds differently from a division.
        const double shrink = 1 / stretch;
        for (int i = 0; i < count; ++i)
            sum += weights[i] = kernel.weight((i + first - center + 0.5) * shrink);
        for (int i = 0; i < count && sum != 0; ++i)
            weights[i] /= sum;
        taps.first.push_back(first);
        taps.count.push_back(count);
    }
    return taps;
}

constexpr int fixedBits = 32 - 8 - 2; ///< two bits for negative weights and for sums above one

Taps<std::int32_t> fixed(const Taps<double>& taps)
{
    Taps<std::int32_t> made{taps.most, taps.first, taps.count, {}};
    for (const double weight : taps.weights)
        made.weights.push_back(std::int32_t((weight < 0 ? -0.5 : 0.5) + weight * (1 << fixedBits)));
    return made;
}

std::uint8_t rounded(std::int32_t sum) { return std::uint8_t(std::clamp(sum >> fixedBits, 0, 255)); }
float rounded(double sum) { return float(sum); }

/// What a pass reads and writes, what it weighs with, and what its sums begin with.
struct Eight {
    using Sample = std::uint8_t;
    using Weight = std::int32_t;
    static constexpr Weight start = 1 << (fixedBits - 1);
};
struct Deep {
    using Sample = float;
    using Weight = double;
    static constexpr Weight start = 0;
};

template <typename Kind, int channels>
void acrossRow(
    const typename Kind::Sample* row, typename Kind::Sample* out, const Taps<typename Kind::Weight>& taps)
{
    for (std::size_t at = 0; at < taps.first.size(); ++at) {
        const auto* weights = taps.weights.data() + at * taps.most;
        const auto* source = row + std::size_t(taps.first[at]) * channels;
        typename Kind::Weight sums[channels];
        std::fill_n(sums, channels, Kind::start);
        for (int i = 0; i < taps.count[at]; ++i, source += channels)
            for (int c = 0; c < channels; ++c)
                sums[c] += source[c] * weights[i];
        for (int c = 0; c < channels; ++c)
            *out++ = rounded(sums[c]);
    }
}

template <typename Kind> struct Plane {
    int width, height, channels;
    std::vector<typename Kind::Sample> samples;

    std::size_t row() const { return std::size_t(width) * std::size_t(channels); }
};

template <typename Kind> Plane<Kind> across(const Plane<Kind>& from, const Taps<typename Kind::Weight>& taps)
{
    Plane<Kind> made{int(taps.first.size()), from.height, from.channels, {}};
    made.samples.resize(made.row() * std::size_t(made.height));
    static constexpr auto pass =
        std::array{acrossRow<Kind, 1>, acrossRow<Kind, 2>, acrossRow<Kind, 3>, acrossRow<Kind, 4>};
    for (std::size_t y = 0; y < std::size_t(from.height); ++y)
        pass[std::size_t(from.channels - 1)](
            from.samples.data() + y * from.row(), made.samples.data() + y * made.row(), taps);
    return made;
}

template <typename Kind> Plane<Kind> down(const Plane<Kind>& from, const Taps<typename Kind::Weight>& taps)
{
    Plane<Kind> made{from.width, int(taps.first.size()), from.channels, {}};
    made.samples.resize(made.row() * std::size_t(made.height));
    std::vector<typename Kind::Weight> sums(made.row());
    for (std::size_t at = 0; at < taps.first.size(); ++at) {
        std::ranges::fill(sums, Kind::start);
        for (int i = 0; i < taps.count[at]; ++i) {
            const auto weight = taps.weights[at * taps.most + std::size_t(i)];
            const auto* row = from.samples.data() + std::size_t(taps.first[at] + i) * from.row();
            for (std::size_t x = 0; x < sums.size(); ++x)
                sums[x] += row[x] * weight;
        }
        auto* out = made.samples.data() + at * made.row();
        for (std::size_t x = 0; x < sums.size(); ++x)
            out[x] = rounded(sums[x]);
    }
    return made;
}

template <typename Kind, typename ToTaps>
Plane<Kind> scaled(Plane<Kind> plane, int width, int height, const Kernel& kernel, const ToTaps& toTaps)
{
    const auto horizontally = [&] {
        if (plane.width != width)
            plane = across(plane, toTaps(tapsFor(plane.width, width, kernel)));
    };
    // Pillow 13 takes off rows first where it takes off more than twice as many as columns.
    const bool rowsFirst = height < plane.height && plane.height - height > 2 * (plane.width - width);
    if (!rowsFirst)
        horizontally();
    if (plane.height != height)
        plane = down(plane, toTaps(tapsFor(plane.height, height, kernel)));
    horizontally();
    return plane;
}

/// a · b / 255, rounded, as Pillow does it.
std::uint8_t timesAlpha(unsigned a, unsigned b)
{
    const unsigned product = a * b + 128;
    return std::uint8_t(((product >> 8) + product) >> 8);
}

Image scaledEight(const Image& image, int width, int height, const Kernel& kernel)
{
    Plane<Eight> plane{image.width, image.height, image.channels, {}};
    plane.samples.resize(image.pixels.size());
    std::memcpy(plane.samples.data(), image.pixels.data(), image.pixels.size());
    const int colours = image.channels - 1;
    const bool alpha = hasAlpha(image);
    if (alpha)
        for (auto* p = plane.samples.data(); p != plane.samples.data() + plane.samples.size(); p += image.channels)
            for (int c = 0; c < colours; ++c)
                p[c] = timesAlpha(p[c], p[colours]);
    plane = scaled(std::move(plane), width, height, kernel, fixed);
    if (alpha)
        for (auto* p = plane.samples.data(); p != plane.samples.data() + plane.samples.size(); p += image.channels)
            for (int c = 0; c < colours && p[colours] != 0; ++c)
                p[c] = std::uint8_t(std::min(255u, 255u * p[c] / p[colours]));
    Image made = blankImage(width, height, image.channels, 8);
    std::memcpy(made.pixels.data(), plane.samples.data(), made.pixels.size());
    return made;
}

Image scaledDeep(const Image& image, int width, int height, const Kernel& kernel)
{
    Plane<Deep> plane{image.width, image.height, image.channels, {}};
    const auto* source = reinterpret_cast<const std::uint16_t*>(image.pixels.data());
    plane.samples.assign(source, source + image.pixels.size() / 2);
    const int colours = image.channels - 1;
    const bool alpha = hasAlpha(image);
    if (alpha)
        for (auto* p = plane.samples.data(); p != plane.samples.data() + plane.samples.size(); p += image.channels)
            for (int c = 0; c < colours; ++c)
                p[c] *= p[colours] / 65'535;
    plane = scaled(std::move(plane), width, height, kernel, [](Taps<double> taps) { return taps; });
    if (alpha)
        for (auto* p = plane.samples.data(); p != plane.samples.data() + plane.samples.size(); p += image.channels)
            for (int c = 0; c < colours && p[colours] > 0; ++c)
                p[c] *= 65'535 / p[colours];
    Image made = blankImage(width, height, image.channels, 16);
    auto* target = reinterpret_cast<std::uint16_t*>(made.pixels.data());
    for (const float sample : plane.samples)
        *target++ = std::uint16_t(std::clamp(sample, 0.0F, 65'535.0F) + 0.5F);
    return made;
}

/// Source positions by adding up steps, whose rounding decides ties as in Pillow.
std::vector<std::size_t> nearestOf(int from, int to)
{
    const double step = double(from) / to;
    std::vector<std::size_t> positions;
    double at = step * 0.5;
    for (int i = 0; i < to; ++i, at += step)
        positions.push_back(std::size_t(std::min(int(at), from - 1)));
    return positions;
}

Image nearest(const Image& image, int width, int height)
{
    const auto columns = nearestOf(image.width, width);
    const auto rows = nearestOf(image.height, height);
    Image made = blankImage(width, height, image.channels, image.bits);
    const std::size_t pixel = std::size_t(image.channels * image.bits / 8);
    std::byte* out = made.pixels.data();
    for (const std::size_t y : rows)
        for (const std::size_t x : columns) {
            std::memcpy(out, image.pixels.data() + y * image.rowBytes() + x * pixel, pixel);
            out += pixel;
        }
    return made;
}

} // namespace

Image resized(const Image& image, int width, int height, Filter filter)
{
    checkSize(width, height, image.channels, image.bits, "scaled to");
    if (image.width == width && image.height == height)
        return image;
    if (filter == Filter::nearest)
        return nearest(image, width, height);
    return image.bits == 8 ? scaledEight(image, width, height, kernelOf(filter))
                           : scaledDeep(image, width, height, kernelOf(filter));
}

Image resizedSmoothly(const Image& image, int width, int height)
{
    const bool smaller = width <= image.width && height <= image.height;
    return resized(image, width, height, smaller ? Filter::box : Filter::lanczos);
}

} // namespace tarn
