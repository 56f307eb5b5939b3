#pragma once

#include "four.h"

#include <bit>
#include <cmath>

/// Arithmetic of the painter, on single numbers and on four at once. Everything is made of additions,
/// multiplications, divisions and square roots, which IEEE 754 rounds in one way only: a scene has the same bytes
/// with every C library and on every processor.
namespace tarn::scenes {

template <typename N> struct Vec3Of {
    N x{}, y{}, z{};

    template <typename M> constexpr Vec3Of& operator+=(const Vec3Of<M>& b) { return *this = *this + b; }
    template <typename K> constexpr Vec3Of& operator*=(K k) { return *this = *this * k; }
};
template <typename A, typename B> constexpr auto operator+(const Vec3Of<A>& a, const Vec3Of<B>& b)
{
    return Vec3Of<decltype(a.x + b.x)>{a.x + b.x, a.y + b.y, a.z + b.z};
}
template <typename A, typename B> constexpr auto operator-(const Vec3Of<A>& a, const Vec3Of<B>& b)
{
    return Vec3Of<decltype(a.x - b.x)>{a.x - b.x, a.y - b.y, a.z - b.z};
}
template <typename A, typename B> constexpr auto operator*(const Vec3Of<A>& a, const Vec3Of<B>& b)
{
    return Vec3Of<decltype(a.x * b.x)>{a.x * b.x, a.y * b.y, a.z * b.z};
}
template <typename A, typename K> constexpr auto operator*(const Vec3Of<A>& a, K k)
{
    return Vec3Of<decltype(a.x * k)>{a.x * k, a.y * k, a.z * k};
}

using Vec3 = Vec3Of<float>;
using FourVec3 = Vec3Of<Four>;

inline FourVec3 gathered(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d)
{
    return {Four{a.x, b.x, c.x, d.x}, Four{a.y, b.y, c.y, d.y}, Four{a.z, b.z, c.z, d.z}};
}
/// The k-th of four.
inline Vec3 single(const FourVec3& v, int k) { return {v.x[k], v.y[k], v.z[k]}; }

/// Linear light, 1 is white; red, green and blue in x, y and z.
using Colour = Vec3;
using FourColours = FourVec3;

inline constexpr float pi = 3.14159265f;

template <typename A> constexpr auto squared(A x) { return x * x; }
template <typename A, typename B> constexpr auto least(A a, B b)
{
    const Common<A, B> p = spread<Common<A, B>>(a), q = spread<Common<A, B>>(b);
    return p < q ? p : q;
}
template <typename A, typename B> constexpr auto most(A a, B b)
{
    const Common<A, B> p = spread<Common<A, B>>(a), q = spread<Common<A, B>>(b);
    return p > q ? p : q;
}
template <typename A> constexpr A clamped(A x, float low, float high)
{
    const A least = spread<A>(low), most = spread<A>(high);
    return x < least ? least : x > most ? most : x;
}
template <typename A> constexpr A saturated(A x) { return clamped(x, 0, 1); }
template <typename A, typename B, typename T> constexpr auto mix(A a, B b, T t)
{
    return Number<A>(a) + (Number<B>(b) - Number<A>(a)) * t;
}
template <typename A> constexpr A magnitude(A x) { return x < 0 ? -x : x; }

/// `a` where `mask` holds, else `b`.
template <typename A, typename B>
constexpr FourColours chosen(FourInts mask, const Vec3Of<A>& a, const Vec3Of<B>& b)
{
    return {chosen(mask, a.x, b.x), chosen(mask, a.y, b.y), chosen(mask, a.z, b.z)};
}

/// 0 below `from`, 1 above `to` (which may be smaller), smooth between.
template <typename A, typename B, typename X> constexpr auto ramp(A from, B to, X x)
{
    const auto t = saturated((x - Number<A>(from)) / (Number<B>(to) - Number<A>(from)));
    return t * t * (3 - 2 * t);
}

template <typename A, typename B> constexpr auto dot(const Vec3Of<A>& a, const Vec3Of<B>& b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
constexpr Vec3 cross(Vec3 a, Vec3 b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline float root(float x) { return std::sqrt(x); }
inline Four root(Four x) { return Four{std::sqrt(x[0]), std::sqrt(x[1]), std::sqrt(x[2]), std::sqrt(x[3])}; }
inline Vec3 normalised(const Vec3& a) { return a * (1 / (root(dot(a, a)) + 1e-12f)); }
template <typename N> Vec3Of<N> normalised(const Vec3Of<N>& a) { return a * (1 / (root(dot(a, a)) + 1e-12f)); }
template <typename N> constexpr N luminance(const Vec3Of<N>& c)
{
    return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z;
}

constexpr int floorInt(float x)
{
    const int i = int(x);
    return i - (x < float(i));
}
inline FourInts floorInt(Four x)
{
    const FourInts i = toInts(x);
    return i + (x < toFloats(i)); // a comparison is -1 where it holds
}

/// 2^x, relative error below 1e-5; 0 below -126.
template <typename N> constexpr N exp2Of(N x)
{
    const N bounded = clamped(x, -126, 126);
    const auto whole = floorInt(bounded);
    const N f = bounded - toFloats(whole);
    const N p = 1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * (0.00961813f + f * 0.0013333f))));
    const N power = std::bit_cast<N>((whole + 127) << 23) * p;
    return x < -126 ? N{} : power;
}
template <typename N> constexpr N expOf(N x) { return exp2Of(x * 1.44269504f); }

/// Of x > 0, absolute error below 1e-4.
template <typename N> constexpr N log2Of(N x)
{
    const auto bits = std::bit_cast<Ints<N>>(x);
    const N m = std::bit_cast<N>((bits & 0x007fffff) | 0x3f800000);
    // atanh series of (m - c) / (m + c) about c = sqrt 2
    const N t = (m - 1.41421356f) / (m + 1.41421356f), t2 = t * t;
    return toFloats((bits >> 23) - 127) + 0.5f + t * (2.88539008f + t2 * (0.96179669f + t2 * 0.5770780f));
}
template <typename N> constexpr N powOf(N x, float y)
{
    const N power = exp2Of(log2Of(x) * y);
    return x <= 0 ? N{} : power;
}

/// Absolute error below 2e-4.
template <typename N> constexpr N sinOf(N x)
{
    x = x * (1 / (2 * pi));
    x = x - toFloats(floorInt(x + 0.5f)); // -0.5 ... 0.5 of a turn
    const N y = x * (8 - 16 * magnitude(x));
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
