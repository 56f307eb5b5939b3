#pragma once

#include "four.h"

#include <cstdint>
#include <initializer_list>

namespace tarn::scenes {

/// What random numbers are drawn for. Each part of a scene has a sequence of its own, so that one more draw for
/// the trees does not move the clouds.
enum class Draws : std::uint64_t {
    description,
    layout,
    terrain,
    sky,
    stars,
    water,
    trees,
    grass,
    thing,
    weather,
    style,
    caption,
};

constexpr std::uint64_t scrambled(std::uint64_t x)
{
    // SplitMix64's finaliser, Steele et al. 2014.
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/// SplitMix64.
class Random {
public:
    Random(std::uint64_t seed, Draws what)
        : m_state(
            scrambled(seed + 0x9e3779b97f4a7c15u) ^ scrambled((std::uint64_t(what) + 1) * 0xd1b54a32d192ed03u))
    {
    }

    std::uint64_t bits() { return scrambled(m_state += 0x9e3779b97f4a7c15u); }
    /// 0 <= x < 1
    float unit() { return float(bits() >> 40) * (1.f / 16'777'216.f); }
    float between(float low, float high) { return low + (high - low) * unit(); }
    /// 0 ... count - 1
    int below(int count) { return int(bits() >> 33) % count; }
    bool chance(float probability) { return unit() < probability; }
    float sign() { return chance(0.5f) ? 1.f : -1.f; }

    /// An index, with probabilities in the ratio of `weights`.
    int weighted(std::initializer_list<float> weights)
    {
        float sum = 0;
        for (const float weight : weights)
            sum += weight;
        float left = unit() * sum;
        int index = 0, lastPossible = 0;
        for (const float weight : weights) {
            if (weight > 0) {
                if (left < weight)
                    return index;
                lastPossible = index;
            }
            left -= weight;
            ++index;
        }
        return lastPossible;
    }

private:
    std::uint64_t m_state;
};

/// A fixed random number for a cell, or for each of four, 0 <= x < 1.
template <typename X, typename Y> constexpr auto cellNoise(X x, Y y)
{
    auto h = toUnsigned(x) * 0x8da6b343u ^ toUnsigned(y) * 0xd8163841u;
    h = (h ^ (h >> 16)) * 0x7feb352du;
    h = (h ^ (h >> 15)) * 0x846ca68bu;
    return toFloats(toSigned((h ^ (h >> 16)) >> 8)) * (1.f / 16'777'216.f);
}

} // namespace tarn::scenes
