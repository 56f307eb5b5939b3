#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tarn::png {

inline constexpr std::size_t signatureBytes = 8;

/// Big-endian, as PNG stores its numbers. `at + 4` must lie within `bytes`.
std::uint32_t numberAt(std::span<const std::byte> bytes, std::size_t at);

/// Throws StudioError naming the file unless `bytes` begin with PNG's signature and a whole IHDR chunk.
void checkStart(std::span<const std::byte> bytes, std::string_view name);

} // namespace tarn::png
