#pragma once

#include <image/image.h>

#include <filesystem>
#include <span>
#include <string_view>

namespace tarn {

/// Pixels of a PNG, JPEG or WebP file, told apart by their first bytes and never by the file's name. They come as
/// they are to be seen, in sRGB: EXIF orientation is applied, an embedded colour profile is converted from (a
/// profile that is broken or of another kind of colours is passed over), CMYK becomes RGB. Depth, grey and alpha
/// stay as they are; of an animation the first picture is read.
///
/// Throws StudioError naming the file when it is something else, is damaged or incomplete, or asks for more than
/// limits.h allows, which is checked before pixels are allocated.
Image readImage(const std::filesystem::path& file);
/// The same from memory; `name` is what an error calls it.
Image readImage(std::span<const std::byte> bytes, std::string_view name);

} // namespace tarn
