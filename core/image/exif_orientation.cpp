#include "picture_file.h"

#include <image/limits.h>

#include <exiv2/exiv2.hpp>

#include <cstring>

namespace tarn {

int exifOrientation(std::span<const std::byte> block)
{
    if (block.size() > 6 && std::memcmp(block.data(), "Exif\0\0", 6) == 0)
        block = block.subspan(6);
    if (block.size() < 8 || block.size() > limits::maxTextBytes)
        return 1;
    static const bool quiet = [] {
        Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
        return true;
    }();
    (void)quiet;
    try {
        Exiv2::ExifData data;
        Exiv2::ExifParser::decode(
            data, reinterpret_cast<const Exiv2::byte*>(block.data()), std::uint32_t(block.size()));
        const auto found = data.findKey(Exiv2::ExifKey("Exif.Image.Orientation"));
        const long value = found != data.end() && found->count() > 0 ? found->toLong(0) : 1;
        return value >= 1 && value <= 8 ? int(value) : 1;
    } catch (const Exiv2::AnyError&) {
        return 1; // a broken block says nothing about the pixels
    }
}

} // namespace tarn
