#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace tarn::scenes {

/// Four numbers that are computed with at once; each comes out as it would alone.
using Four = float __attribute__((vector_size(16)));
/// As many whole numbers; a comparison gives -1 where it holds and 0 where not.
using FourInts = std::int32_t __attribute__((vector_size(16)));
using FourUnsigned = std::uint32_t __attribute__((vector_size(16)));

template <typename A>
concept Single = std::is_arithmetic_v<A>;
/// What an A is reckoned as: a whole number as a float.
template <typename A> using Number = std::conditional_t<Single<A>, float, A>;
/// Whole numbers, as many as N has.
template <typename N> using Ints = std::conditional_t<Single<N>, std::int32_t, FourInts>;
/// What one of A with one of B gives.
template <typename A, typename B> using Common = std::conditional_t<Single<A>, Number<B>, Number<A>>;

/// x for all that an N holds.
template <typename N, typename A> constexpr N spread(A x)
{
    if constexpr (Single<A> && !Single<N>) {
        const float one = float(x);
        return N{one, one, one, one};
    } else
        return N(x);
}
inline Four four(float x) { return spread<Four>(x); }

constexpr float toFloats(std::int32_t x) { return float(x); }
inline Four toFloats(FourInts x) { return __builtin_convertvector(x, Four); }
constexpr std::uint32_t toUnsigned(std::int32_t x) { return std::uint32_t(x); }
constexpr std::int32_t toSigned(std::uint32_t x) { return std::int32_t(x); }
inline FourUnsigned toUnsigned(FourInts x) { return FourUnsigned(x); }
inline FourInts toSigned(FourUnsigned x) { return FourInts(x); }
/// Towards zero.
inline FourInts toInts(Four x) { return __builtin_convertvector(x, FourInts); }

/// The four floats that stand at `from`.
inline Four loaded(const void* from)
{
    Four x;
    std::memcpy(&x, from, sizeof x);
    return x;
}
inline void store(void* to, Four x) { std::memcpy(to, &x, sizeof x); }

/// `a` where `mask` holds, else `b`.
template <typename A, typename B> Four chosen(FourInts mask, A a, B b)
{
    return mask ? spread<Four>(a) : spread<Four>(b);
}
inline FourInts chosenInts(FourInts mask, FourInts a, FourInts b) { return mask ? a : b; }

/// Whether the mask holds anywhere.
inline bool any(FourInts mask)
{
    struct Halves {
        std::uint64_t first, second;
    };
    const auto halves = std::bit_cast<Halves>(mask);
    return (halves.first | halves.second) != 0;
}

} // namespace tarn::scenes
