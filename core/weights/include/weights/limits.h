#pragma once

#include <cstddef>
#include <cstdint>

/// What a model's files may ask for before anything is allocated for them.
namespace tarn::modelLimits {

inline constexpr std::uint64_t headerBytes = 100'000'000; ///< the safetensors format's own bound
inline constexpr std::size_t tensors = 100'000;
inline constexpr std::size_t rank = 8;
inline constexpr std::size_t nameBytes = 512;
inline constexpr std::uint64_t indexBytes = 32 << 20; ///< the table of a sharded network
inline constexpr std::uint64_t configBytes = 1 << 20; ///< config.json and its like
inline constexpr std::uint64_t vocabularyBytes = 16 << 20;

} // namespace tarn::modelLimits
