#pragma once

#include <cstddef>

/// What a picture from outside may ask for. Every reader checks these before it allocates.
namespace tarn::limits {

inline constexpr int maxSide = 16'384; ///< pixels
inline constexpr std::size_t maxPixels = 268'435'456;
inline constexpr std::size_t maxImageBytes = std::size_t(1) << 30; ///< of decoded pixels

inline constexpr std::size_t maxProfileBytes = std::size_t(4) << 20; ///< of an ICC profile, decompressed

inline constexpr std::size_t maxTextBytes = std::size_t(1) << 20; ///< of one text, as UTF-8
inline constexpr std::size_t maxAllTextBytes = std::size_t(4) << 20; ///< of all texts of a file, decompressed
inline constexpr std::size_t maxTexts = 1'000;

} // namespace tarn::limits
