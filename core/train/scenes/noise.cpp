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

/// Directions at multiples of 11.25 degrees, scaled so that the noise reaches about 1: that of a place (x, y) of
/// the grid stands at permutation[x & 255] + (y & 255).
constexpr std::array<std::array<float, 2>, 2 * period> gradients = [] {
    constexpr int directions = 32;
    std::array<std::array<float, 2>, 2 * period> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const float angle = 2 * pi * (float(permutation[i] % directions) + 0.5f) / directions;
        table[i] = {1.5f * cosOf(angle), 1.5f * sinOf(angle)};
    }
    return table;
}();

constexpr std::array<float, period> values = [] {
    std::array<float, period> table{};
    for (int i = 0; i < period; ++i)
        table[std::size_t(i)] = cellNoise(i, 77) * 2 - 1;
    return table;
}();

std::size_t placeOf(int x, int y) { return std::size_t(permutation[std::size_t(x & 255)]) + std::size_t(y & 255); }
int hashed(int x, int y) { return permutation[placeOf(x, y)]; }

float slope(int x, int y, float dx, float dy)
{
    const auto& g = gradients[placeOf(x, y)];
    return g[0] * dx + g[1] * dy;
}

/// Four numbers that are computed with at once; each comes out as it would alone.
using Four = float __attribute__((vector_size(16)));
using FourWhole = int __attribute__((vector_size(16)));

FourWhole floorOfFour(Four x)
{
    const FourWhole i = __builtin_convertvector(x, FourWhole);
    return i + (x < __builtin_convertvector(i, Four)); // a comparison is -1 where it holds
}

Four slope(FourWhole x, FourWhole y, Four dx, Four dy)
{
    const std::array<float, 2>* g[4];
    for (int i = 0; i < 4; ++i)
        g[i] = &gradients[placeOf(x[i], y[i])];
    const Four across{(*g[0])[0], (*g[1])[0], (*g[2])[0], (*g[3])[0]};
    const Four down{(*g[0])[1], (*g[1])[1], (*g[2])[1], (*g[3])[1]};
    return across * dx + down * dy;
}

template <typename T> constexpr T eased(T t) { return t * t * t * (t * (t * 6 - 15) + 10); }

Four noiseOfFour(Four x, Four y)
{
    const FourWhole ix = floorOfFour(x), iy = floorOfFour(y);
    const Four u = x - __builtin_convertvector(ix, Four), v = y - __builtin_convertvector(iy, Four);
    const Four s = eased(u), t = eased(v);
    const auto between = [](Four a, Four b, Four where) { return a + (b - a) * where; };
    const Four top = between(slope(ix, iy, u, v), slope(ix + 1, iy, u - 1, v), s);
    const Four bottom = between(slope(ix, iy + 1, u, v - 1), slope(ix + 1, iy + 1, u - 1, v - 1), s);
    return between(top, bottom, t);
}

/// The next octave's place: twice as fine, turned by 37 degrees.
struct Octave {
    float x, y;

    void next()
    {
        const float turned = 1.6f * x + 1.2f * y + 17.3f;
        y = -1.2f * x + 1.6f * y + 5.1f;
        x = turned;
    }
};

/// Noise at the places of up to eight octaves.
class Octaves {
public:
    Octaves(float x, float y, int count)
    {
        Octave at{x, y};
        for (int first = 0; first < count; first += 4) {
            Four across{}, down{};
            for (int i = 0; i < 4 && first + i < count; ++i, at.next()) {
                across[i] = at.x;
                down[i] = at.y;
            }
            m_values[first / 4] = noiseOfFour(across, down);
        }
    }
    float operator[](int i) const { return m_values[i / 4][i % 4]; }

private:
    Four m_values[2];
};

} // namespace

float noise(float x, float y)
{
    const int ix = floorInt(x), iy = floorInt(y);
    const float u = x - float(ix), v = y - float(iy);
    const float s = eased(u), t = eased(v);
    const float top = mix(slope(ix, iy, u, v), slope(ix + 1, iy, u - 1, v), s);
    const float bottom = mix(slope(ix, iy + 1, u, v - 1), slope(ix + 1, iy + 1, u - 1, v - 1), s);
    return mix(top, bottom, t);
}

SlopedNoise slopedNoise(float x, float y)
{
    const int ix = floorInt(x), iy = floorInt(y);
    const float u = x - float(ix), v = y - float(iy);
    const float s = eased(u), t = eased(v);
    const float ds = 30 * squared(u * (u - 1)), dt = 30 * squared(v * (v - 1));
    const float a = values[std::size_t(hashed(ix, iy))], b = values[std::size_t(hashed(ix + 1, iy))];
    const float c = values[std::size_t(hashed(ix, iy + 1))], d = values[std::size_t(hashed(ix + 1, iy + 1))];
    const float twist = a - b - c + d;
    return {a + (b - a) * s + (c - a) * t + twist * s * t, ds * (b - a + twist * t), dt * (c - a + twist * s)};
}

float layeredNoise(float x, float y, int octaves, float gain)
{
    float sum = 0, strength = 0.6f;
    const Octaves at(x, y, octaves);
    for (int i = 0; i < octaves; ++i, strength *= gain)
        sum += strength * at[i];
    return sum;
}

float ridgedNoise(float x, float y, int octaves)
{
    float sum = 0, strength = 0.55f, weight = 1;
    const Octaves at(x, y, octaves);
    for (int i = 0; i < octaves; ++i, strength *= 0.5f) {
        const float ridge = squared(most(0, 1 - 1.25f * magnitude(at[i])));
        sum += strength * ridge * weight;
        weight = least(1, 1.6f * ridge);
    }
    return sum;
}

float erodedNoise(float x, float y, int octaves)
{
    float sum = 0, strength = 0.62f, dx = 0, dy = 0;
    Octave at{x, y};
    for (int i = 0; i < octaves; ++i, at.next(), strength *= 0.5f) {
        const SlopedNoise n = slopedNoise(at.x, at.y);
        dx += n.dx;
        dy += n.dy;
        sum += strength * n.value / (1 + 0.5f * (dx * dx + dy * dy));
    }
    return sum;
}

float billowNoise(float x, float y, int octaves)
{
    float sum = 0, strength = 0.6f;
    const Octaves at(x, y, octaves);
    for (int i = 0; i < octaves; ++i, strength *= 0.5f)
        sum += strength * least(1, 1.35f * magnitude(at[i]));
    return sum;
}

} // namespace tarn::scenes
