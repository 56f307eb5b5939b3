#include "noise.h"

#include "random.h"

#include <array>

namespace tarn::scenes {
namespace {

constexpr int period = 256;

/// A permutation twice over, so that a sum of two bytes needs no wrapping.
constexpr std::array<std::uint8_t, 2 * period> permutation = [] {
    std::array<std::uint8_t, 2 * period> table{};
    for (int i = 0; i < period; ++i)
        table[std::size_t(i)] = std::uint8_t(i);
    std::uint64_t state = 20'231;
    for (int i = period - 1; i > 0; --i) {
        state += 0x9e3779b97f4a7c15u;
        const auto j = std::size_t(scrambled(state) % std::uint64_t(i + 1));
        const std::uint8_t swapped = table[j];
        table[j] = table[std::size_t(i)];
        table[std::size_t(i)] = swapped;
    }
    for (int i = 0; i < period; ++i)
        table[std::size_t(i + period)] = table[std::size_t(i)];
    return table;
}();

struct Gradient {
    float x, y;
};

/// Directions at multiples of 11.25 degrees, scaled so that the noise reaches about 1: that of a place (x, y) of
/// the grid stands at permutation[x & 255] + (y & 255), and that of (x, y + 1) behind it.
constexpr std::array<Gradient, 2 * period> gradients = [] {
    constexpr int directions = 32;
    std::array<Gradient, 2 * period> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const float angle = 2 * pi * (float(permutation[i] % directions) + 0.5f) / directions;
        table[i] = {1.5f * cosOf(angle), 1.5f * sinOf(angle)};
    }
    return table;
}();

/// In the same order.
constexpr std::array<float, 2 * period> values = [] {
    std::array<float, 2 * period> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = cellNoise(permutation[i], 77) * 2 - 1;
    return table;
}();

/// Where the numbers of a place of the grid stand in the tables, and those of its neighbour to the right.
struct Corners {
    std::size_t left, right;

    Corners(int x, int y)
        : left(std::size_t(permutation[std::size_t(x & 255)]) + std::size_t(y & 255))
        , right(std::size_t(permutation[std::size_t(x & 255) + 1]) + std::size_t(y & 255))
    {
    }
};

template <typename A> constexpr A eased(A t) { return t * t * t * (t * (t * 6 - 15) + 10); }

/// Two gradients, one above the other.
Four gradientsAt(std::size_t place) { return loaded(&gradients[place]); }

/// The gradients of four places and of the four below them.
struct FourGradients {
    Four x, y, xBelow, yBelow;

    FourGradients(std::size_t first, std::size_t second, std::size_t third, std::size_t fourth)
    {
        const Four a = gradientsAt(first), b = gradientsAt(second), c = gradientsAt(third),
                   d = gradientsAt(fourth);
        const Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
        const Four abBelow = __builtin_shufflevector(a, b, 2, 6, 3, 7),
                   cdBelow = __builtin_shufflevector(c, d, 2, 6, 3, 7);
        x = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
        y = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
        xBelow = __builtin_shufflevector(abBelow, cdBelow, 0, 1, 4, 5);
        yBelow = __builtin_shufflevector(abBelow, cdBelow, 2, 3, 6, 7);
    }
};

/// The next octave's place: twice as fine, turned by 37 degrees.
struct Octave {
    Four x, y;

    void next()
    {
        const Four turned = 1.6f * x + 1.2f * y + 17.3f;
        y = -1.2f * x + 1.6f * y + 5.1f;
        x = turned;
    }
};

} // namespace

Four noise(Four x, Four y)
{
    const FourInts ix = floorInt(x), iy = floorInt(y);
    const Four u = x - toFloats(ix), v = y - toFloats(iy);
    const Corners corners[4]{{ix[0], iy[0]}, {ix[1], iy[1]}, {ix[2], iy[2]}, {ix[3], iy[3]}};
    const FourGradients left(corners[0].left, corners[1].left, corners[2].left, corners[3].left);
    const FourGradients right(corners[0].right, corners[1].right, corners[2].right, corners[3].right);
    const Four s = eased(u), t = eased(v);
    const Four top = mix(left.x * u + left.y * v, right.x * (u - 1) + right.y * v, s);
    const Four bottom =
        mix(left.xBelow * u + left.yBelow * (v - 1), right.xBelow * (u - 1) + right.yBelow * (v - 1), s);
    return mix(top, bottom, t);
}

SlopedNoise slopedNoise(Four x, Four y)
{
    const FourInts ix = floorInt(x), iy = floorInt(y);
    const Four u = x - toFloats(ix), v = y - toFloats(iy);
    const Corners corners[4]{{ix[0], iy[0]}, {ix[1], iy[1]}, {ix[2], iy[2]}, {ix[3], iy[3]}};
    const auto left = [&](std::size_t below) {
        return Four{values[corners[0].left + below], values[corners[1].left + below],
            values[corners[2].left + below], values[corners[3].left + below]};
    };
    const auto right = [&](std::size_t below) {
        return Four{values[corners[0].right + below], values[corners[1].right + below],
            values[corners[2].right + below], values[corners[3].right + below]};
    };
    const Four a = left(0), b = right(0), c = left(1), d = right(1);
    const Four s = eased(u), t = eased(v);
    const Four ds = 30 * squared(u * (u - 1)), dt = 30 * squared(v * (v - 1));
    const Four twist = a - b - c + d;
    return {a + (b - a) * s + (c - a) * t + twist * s * t, ds * (b - a + twist * t), dt * (c - a + twist * s)};
}

Four layeredNoise(Four x, Four y, int octaves, float gain)
{
    Four sum{};
    float strength = 0.6f;
    Octave at{x, y};
    for (int i = 0; i < octaves; ++i, at.next(), strength *= gain)
        sum += strength * noise(at.x, at.y);
    return sum;
}

Four ridgedNoise(Four x, Four y, int octaves)
{
    Four sum{}, weight = four(1);
    float strength = 0.55f;
    Octave at{x, y};
    for (int i = 0; i < octaves; ++i, at.next(), strength *= 0.5f) {
        const Four ridge = squared(most(0, 1 - 1.25f * magnitude(noise(at.x, at.y))));
        sum += strength * ridge * weight;
        weight = least(1, 1.6f * ridge);
    }
    return sum;
}

Four erodedNoise(Four x, Four y, int octaves)
{
    Four sum{}, dx{}, dy{};
    float strength = 0.62f;
    Octave at{x, y};
    for (int i = 0; i < octaves; ++i, at.next(), strength *= 0.5f) {
        const SlopedNoise n = slopedNoise(at.x, at.y);
        dx += n.dx;
        dy += n.dy;
        sum += strength * n.value / (1 + 0.5f * (dx * dx + dy * dy));
    }
    return sum;
}

Four billowNoise(Four x, Four y, int octaves)
{
    Four sum{};
    float strength = 0.6f;
    Octave at{x, y};
    for (int i = 0; i < octaves; ++i, at.next(), strength *= 0.5f)
        sum += strength * least(1, 1.35f * magnitude(noise(at.x, at.y)));
    return sum;
}

} // namespace tarn::scenes
