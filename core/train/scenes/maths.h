#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

/// Arithmetic of the painter. Everything is made of additions, multiplications, divisions and square roots, which
/// IEEE 754 rounds in one way only: a scene has the same bytes with every C library and on every processor.
namespace tarn::scenes {

struct Vec3 {
    float x = 0, y = 0, z = 0;

    friend constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend constexpr Vec3 operator*(Vec3 a, Vec3 b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
    friend constexpr Vec3 operator*(Vec3 a, float k) { return {a.x * k, a.y * k, a.z * k}; }
    constexpr Vec3& operator+=(Vec3 b) { return *this = *this + b; }
    constexpr Vec3& operator*=(float k) { return *this = *this * k; }
};

/// Linear light, 1 is white; red, green and blue in x, y and z.
using Colour = Vec3;

inline constexpr float pi = 3.14159265f;

constexpr float squared(float x) { return x * x; }
constexpr float least(float a, float b) { return a < b ? a : b; }
constexpr float most(float a, float b) { return a > b ? a : b; }
constexpr float clamped(float x, float low, float high) { return x < low ? low : x > high ? high : x; }
constexpr float saturated(float x) { return clamped(x, 0, 1); }
constexpr float mix(float a, float b, float t) { return a + (b - a) * t; }
constexpr Vec3 mix(Vec3 a, Vec3 b, float t) { return a + (b - a) * t; }
constexpr float magnitude(float x) { return x < 0 ? -x : x; }

/// 0 below `from`, 1 above `to` (which may be smaller), smooth between.
constexpr float ramp(float from, float to, float x)
{
    const float t = saturated((x - from) / (to - from));
    return t * t * (3 - 2 * t);
}

constexpr float dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr Vec3 cross(Vec3 a, Vec3 b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline float root(float x) { return std::sqrt(x); }
inline float length(Vec3 a) { return root(dot(a, a)); }
inline Vec3 normalised(Vec3 a) { return a * (1 / (length(a) + 1e-12f)); }
constexpr float luminance(Colour c) { return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z; }

constexpr int floorInt(float x)
{
    const int i = int(x);
    return i - (x < float(i));
}

/// 2^x, relative error below 1e-5; 0 below -126.
constexpr float exp2Of(float x)
{
    if (x < -126)
        return 0;
    x = least(x, 126);
    const int whole = floorInt(x);
    const float f = x - float(whole);
    const float p =
        1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * (0.00961813f + f * 0.0013333f))));
    return std::bit_cast<float>(std::uint32_t(whole + 127) << 23) * p;
}
constexpr float expOf(float x) { return exp2Of(x * 1.44269504f); }

/// Of x > 0, absolute error below 1e-4.
constexpr float log2Of(float x)
{
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const float m = std::bit_cast<float>((bits & 0x007fffffu) | 0x3f800000u);
    // atanh series of (m - c) / (m + c) about c = sqrt 2
    const float t = (m - 1.41421356f) / (m + 1.41421356f), t2 = t * t;
    return float(int(bits >> 23) - 127) + 0.5f + t * (2.88539008f + t2 * (0.96179669f + t2 * 0.5770780f));
}
constexpr float powOf(float x, float y) { return x <= 0 ? 0 : exp2Of(log2Of(x) * y); }

/// Absolute error below 2e-4.
constexpr float sinOf(float x)
{
    x *= 1 / (2 * pi);
    x -= float(floorInt(x + 0.5f)); // -0.5 ... 0.5 of a turn
    const float y = x * (8 - 16 * magnitude(x));
    return y * (0.776f + 0.224f * magnitude(y));
}
constexpr float cosOf(float x) { return sinOf(x + pi / 2); }

/// An sRGB colour of a palette, 0xRRGGBB, as linear light.
constexpr Colour rgb(std::uint32_t code)
{
    const auto linear = [](std::uint32_t byte) { return powOf(float(byte & 255) / 255, 2.2f); };
    return {linear(code >> 16), linear(code >> 8), linear(code)};
}

} // namespace tarn::scenes
