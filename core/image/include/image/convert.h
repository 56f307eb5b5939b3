#pragma once

#include <image/image.h>

#include <cstdint>

namespace tarn {

inline bool hasAlpha(const Image& image) { return image.channels == 2 || image.channels == 4; }
inline bool isGrey(const Image& image) { return image.channels <= 2; }

/// A picture of that size with every sample 0.
Image blankImage(int width, int height, int channels, int bits);

/// 16 bits to 8, rounded to the nearest: v · 255 / 65535. A picture of 8 bits comes back as it is.
Image to8Bits(Image image);
/// 8 bits to 16: v · 257, from which `to8Bits` brings back the same. A picture of 16 bits comes back as it is.
Image to16Bits(Image image);

/// RGB to grey as Pillow's "L" (ITU-R 601-2: 0.299, 0.587, 0.114 in 16-bit fixed point, rounded). Alpha is kept.
Image toGrey(Image image);
/// Grey to RGB by repeating it. Alpha is kept.
Image toRgb(Image image);

/// Adds an opaque alpha where there is none.
Image withAlpha(Image image);
/// Drops alpha and keeps the colours under it, as PIL's convert("RGB") does.
Image withoutAlpha(Image image);
/// The picture over a background of one colour (8-bit sRGB; a grey picture takes the colour's grey), without
/// alpha.
struct Colour {
    std::uint8_t red = 255;
    std::uint8_t green = 255;
    std::uint8_t blue = 255;

    bool operator==(const Colour&) const = default;
};
Image flattened(const Image& image, Colour background = {});

/// Alpha alone, as a grey picture of the same depth; all opaque where there is none.
Image alphaOf(const Image& image);
/// `image` with the alpha of `other`, which has the same size; as it is where that has none.
Image withAlphaOf(Image image, const Image& other);

} // namespace tarn
