#include "picture_file.h"

#include <image/convert.h>
#include <image/limits.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include <cstring>
#include <memory>
#include <string>

namespace tarn {
namespace {

const std::uint8_t* dataOf(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

std::vector<std::byte> chunk(const WebPDemuxer* file, const char* type, std::size_t limit)
{
    std::vector<std::byte> found;
    WebPChunkIterator at;
    if (WebPDemuxGetChunk(file, type, 1, &at) != 0 && at.chunk.size <= limit)
        found.assign(reinterpret_cast<const std::byte*>(at.chunk.bytes),
            reinterpret_cast<const std::byte*>(at.chunk.bytes) + at.chunk.size);
    WebPDemuxReleaseChunkIterator(&at);
    return found;
}

/// The first picture over a transparent canvas.
bool decodeFirst(std::span<const std::byte> bytes, Image& image)
{
    WebPAnimDecoderOptions options;
    WebPAnimDecoderOptionsInit(&options);
    const WebPData data{dataOf(bytes), bytes.size()};
    const std::unique_ptr<WebPAnimDecoder, void (*)(WebPAnimDecoder*)> animation(
        WebPAnimDecoderNew(&data, &options), WebPAnimDecoderDelete);
    std::uint8_t* canvas = nullptr;
    int time = 0;
    if (!animation || WebPAnimDecoderGetNext(animation.get(), &canvas, &time) == 0)
        return false;
    std::memcpy(image.pixels.data(), canvas, image.pixels.size());
    return true;
}

} // namespace

DecodedPicture decodeWebp(std::span<const std::byte> bytes, std::string_view name)
{
    WebPBitstreamFeatures features;
    const VP8StatusCode status = WebPGetFeatures(dataOf(bytes), bytes.size(), &features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA)
        refusePicture(name, "is incomplete; copy or download it again.");
    if (status != VP8_STATUS_OK)
        refusePicture(name, "is a damaged WebP picture; copy or download it again.");
    const bool animated = features.has_animation != 0;
    const int channels = features.has_alpha != 0 || animated ? 4 : 3;
    checkPictureSize(name, features.width, features.height, channels, 8);
    // In a lossy key frame the modes of 16 x 16 pixels, whose odds are fixed, take more than a bit. Lossless
    // pictures of one colour take next to nothing.
    constexpr int lossy = 1;
    if (features.format == lossy
        && std::size_t(features.width) * std::size_t(features.height) / 2048 > bytes.size())
        refusePicture(name, "is incomplete; copy or download it again.");

    DecodedPicture picture;
    const WebPData data{dataOf(bytes), bytes.size()};
    const std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)> file(WebPDemux(&data), WebPDemuxDelete);
    if (!file)
        refusePicture(name, "is a damaged or incomplete WebP picture; copy or download it again.");
    picture.profile = chunk(file.get(), "ICCP", limits::maxProfileBytes);
    picture.orientation = exifOrientation(chunk(file.get(), "EXIF", limits::maxTextBytes));

    picture.image = blankImage(features.width, features.height, channels, 8);
    auto* pixels = reinterpret_cast<std::uint8_t*>(picture.image.pixels.data());
    const int row = int(picture.image.rowBytes());
    bool decoded = false;
    if (animated)
        decoded = decodeFirst(bytes, picture.image);
    else if (channels == 4)
        decoded =
            WebPDecodeRGBAInto(dataOf(bytes), bytes.size(), pixels, picture.image.pixels.size(), row) != nullptr;
    else
        decoded =
            WebPDecodeRGBInto(dataOf(bytes), bytes.size(), pixels, picture.image.pixels.size(), row) != nullptr;
    if (!decoded)
        refusePicture(name, "is a damaged or incomplete WebP picture; copy or download it again.");
    return picture;
}

} // namespace tarn
