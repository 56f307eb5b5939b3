#pragma once

#include <image/convert.h>

#include <random>

namespace test {

/// Noise in every sample.
inline tarn::Image randomImage(int width, int height, int channels, int bits, std::mt19937& random)
{
    tarn::Image image = tarn::blankImage(width, height, channels, bits);
    for (std::byte& byte : image.pixels)
        byte = std::byte(random());
    return image;
}

/// A mask with `value` inside the rectangle.
inline tarn::Image rectangleMask(int width, int height, int left, int top, int right, int bottom, int value = 255)
{
    tarn::Image mask = tarn::blankImage(width, height, 1, 8);
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            mask.pixels[std::size_t(y) * std::size_t(width) + std::size_t(x)] = std::byte(value);
    return mask;
}

inline int valueAt(const tarn::Image& mask, int x, int y)
{
    return std::to_integer<int>(mask.pixels[std::size_t(y) * mask.rowBytes() + std::size_t(x)]);
}

} // namespace test
