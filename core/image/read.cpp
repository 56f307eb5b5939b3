#include "picture_file.h"

#include <base/error.h>
#include <base/mapped_file.h>
#include <image/geometry.h>
#include <image/limits.h>
#include <image/read.h>

#include <string>

namespace tarn {

void refusePicture(std::string_view name, std::string_view why)
{
    throw StudioError("\"" + std::string(name) + "\" " + std::string(why));
}

void checkPictureSize(std::string_view name, long long width, long long height, int channels, int bits)
{
    const std::string size = std::to_string(width) + " x " + std::to_string(height);
    if (width < 1 || height < 1)
        refusePicture(name, "has no pixels (" + size + "); give another picture.");
    if (width > limits::maxSide || height > limits::maxSide || std::size_t(width * height) > limits::maxPixels)
        refusePicture(name,
            "is too large (" + size + " pixels); scale it down to at most " + std::to_string(limits::maxSide)
                + " pixels a side.");
    if (std::size_t(width * height) * std::size_t(channels * (bits / 8)) > limits::maxImageBytes)
        refusePicture(name, "is too large (" + size + " pixels need more than 1 GiB of memory); scale it down.");
}

namespace {

DecodedPicture decoded(std::span<const std::byte> bytes, std::string_view name)
{
    const std::string_view file(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (file.starts_with("\x89PNG"))
        return decodePng(bytes, name);
    if (file.starts_with("\xFF\xD8\xFF"))
        return decodeJpeg(bytes, name);
    if (file.starts_with("RIFF") && file.substr(0, 12).ends_with("WEBP"))
        return decodeWebp(bytes, name);
    refuseForeignPicture(bytes, name);
}

} // namespace

Image readImage(std::span<const std::byte> bytes, std::string_view name)
{
    DecodedPicture picture = decoded(bytes, name);
    return oriented(toSrgb(std::move(picture.image), picture.profile), picture.orientation);
}

Image readImage(const std::filesystem::path& path)
{
    const MappedFile file(path);
    return readImage(file.bytes(), path.string());
}

} // namespace tarn
