#include "preview_picture.h"

#include <image/read.h>
#include <image/resize.h>

namespace tarn::studio {
namespace {

constexpr int wantedSide = 256; ///< pixels
constexpr int largestFactor = 8;

QImage toRgb(const Image& image)
{
    if (image.channels != 3 || image.bits != 8)
        return {};
    return QImage(reinterpret_cast<const uchar*>(image.pixels.data()), image.width, image.height,
        int(image.rowBytes()), QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

} // namespace

QImage previewPicture(const Media& media, const std::vector<std::byte>& bytes)
{
    Image image;
    if (media.format == "png") {
        image = readImage(bytes, "preview");
    } else {
        image = {media.width, media.height, 3, 8, bytes};
        if (image.width < 1 || image.height < 1 || bytes.size() != image.rowBytes() * std::size_t(image.height))
            return {};
    }
    const int factor = std::clamp(wantedSide / std::max(image.width, image.height), 1, largestFactor);
    return toRgb(
        factor > 1 ? resized(image, image.width * factor, image.height * factor, Filter::bicubic) : image);
}

} // namespace tarn::studio
