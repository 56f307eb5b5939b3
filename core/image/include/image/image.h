#pragma once

#include <cstddef>
#include <vector>

namespace tarn {

/// A plain pixel buffer. Rows from the top, without padding; channels interleaved; samples of 16 bits in the
/// machine's byte order. Alpha is straight, not premultiplied.
struct Image {
    int width = 0; ///< pixels
    int height = 0; ///< pixels
    int channels = 3; ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
    int bits = 8; ///< of one sample: 8 or 16
    std::vector<std::byte> pixels; ///< height * rowBytes()

    std::size_t rowBytes() const { return std::size_t(width) * std::size_t(channels) * std::size_t(bits / 8); }

    bool operator==(const Image&) const = default;
};

} // namespace tarn
