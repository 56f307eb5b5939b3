#pragma once

#include <image/image.h>

#include <span>
#include <string_view>
#include <vector>

namespace tarn {

/// What a file holds beside its pixels that decides how they are seen.
struct DecodedPicture {
    Image image; ///< as stored; CMYK already RGB
    int orientation = 1; ///< EXIF's, 1 to 8
    std::vector<std::byte> profile; ///< ICC; empty where there is none
};

DecodedPicture decodePng(std::span<const std::byte> bytes, std::string_view name);
DecodedPicture decodeJpeg(std::span<const std::byte> bytes, std::string_view name);
DecodedPicture decodeWebp(std::span<const std::byte> bytes, std::string_view name);

/// Throws StudioError that says `why` about `name`.
[[noreturn]] void refusePicture(std::string_view name, std::string_view why);
/// Throws StudioError when the size is over limits.h.
void checkPictureSize(std::string_view name, long long width, long long height, int channels, int bits);
/// Throws StudioError that says what a file is that is none of PNG, JPEG and WebP.
[[noreturn]] void refuseForeignPicture(std::span<const std::byte> bytes, std::string_view name);

/// Orientation in an EXIF block (TIFF, with or without "Exif\0\0" before it); 1 when it says none or is broken.
int exifOrientation(std::span<const std::byte> block);

/// `image` from the colours of `profile` to sRGB. As it is when the profile is broken, belongs to another kind of
/// picture, or differs from sRGB by no more than a level.
Image toSrgb(Image image, std::span<const std::byte> profile);
/// Four channels of CMYK (0 no ink, 255 full) to RGB: by `profile`, or where that is none, without ink mixing, as
/// Pillow does: (255 − C)(255 − K) / 255.
Image cmykToRgb(const Image& cmyk, std::span<const std::byte> profile);

} // namespace tarn
