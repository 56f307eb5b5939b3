#include "opencv.h"
#include "size_check.h"

#include <image/convert.h>
#include <image/geometry.h>
#include <image/limits.h>

#include <cassert>
#include <cstring>

namespace tarn {

void checkSize(long long width, long long height, int channels, int bits, const char* doing)
{
    if (width >= 1 && height >= 1 && width <= limits::maxSide && height <= limits::maxSide
        && std::size_t(width * height) <= limits::maxPixels
        && std::size_t(width * height) * std::size_t(channels * (bits / 8)) <= limits::maxImageBytes)
        return;
    throw StudioError("The picture cannot be " + std::string(doing) + " " + std::to_string(width) + " x "
        + std::to_string(height) + " pixels; choose 1 to " + std::to_string(limits::maxSide)
        + " pixels a side and at most 1 GiB in all.");
}

Image cropped(const Image& image, const Box& box)
{
    assert(!box.empty() && boundsOf(image).contains(box));
    Image made = blankImage(box.width, box.height, image.channels, image.bits);
    const std::size_t pixel = image.rowBytes() / std::size_t(image.width);
    for (int y = 0; y < box.height; ++y)
        std::memcpy(made.pixels.data() + std::size_t(y) * made.rowBytes(),
            image.pixels.data() + std::size_t(box.y + y) * image.rowBytes() + std::size_t(box.x) * pixel,
            made.rowBytes());
    return made;
}

namespace {

Image padded(const Image& image, const Margins& m, int border, const cv::Scalar& value)
{
    assert(m.left >= 0 && m.top >= 0 && m.right >= 0 && m.bottom >= 0);
    const long long width = (long long)image.width + m.left + m.right;
    const long long height = (long long)image.height + m.top + m.bottom;
    checkSize(width, height, image.channels, image.bits, "extended to");
    Image made = blankImage(int(width), int(height), image.channels, image.bits);
    inOpenCv("extended", [&] {
        cv::Mat target = matOf(made);
        cv::copyMakeBorder(matOf(image), target, m.top, m.bottom, m.left, m.right, border, value);
    });
    return made;
}

} // namespace

Image paddedByEdges(const Image& image, const Margins& margins)
{
    return padded(image, margins, cv::BORDER_REPLICATE, {});
}

Image paddedBy(const Image& image, const Margins& margins, unsigned value)
{
    return padded(image, margins, cv::BORDER_CONSTANT, cv::Scalar::all(value));
}

Margins marginsToMultiple(int width, int height, int multiple)
{
    assert(multiple > 0);
    return {0, 0, (multiple - width % multiple) % multiple, (multiple - height % multiple) % multiple};
}

namespace {

Image flipped(const Image& image, int code)
{
    Image made = blankImage(image.width, image.height, image.channels, image.bits);
    inOpenCv("mirrored", [&] {
        cv::Mat target = matOf(made);
        cv::flip(matOf(image), target, code);
    });
    return made;
}

} // namespace

Image flippedHorizontally(const Image& image) { return flipped(image, 1); }
Image flippedVertically(const Image& image) { return flipped(image, 0); }

Image oriented(Image image, int exifOrientation)
{
    if (exifOrientation < 2 || exifOrientation > 8)
        return image;
    if (exifOrientation >= 5) { // mirrored at the diagonal, then as 1 to 4 of `afterwards`
        Image made = blankImage(image.height, image.width, image.channels, image.bits);
        inOpenCv("turned", [&] {
            cv::Mat target = matOf(made);
            cv::transpose(matOf(image), target);
        });
        static constexpr int afterwards[] = {1, 2, 3, 4};
        return oriented(std::move(made), afterwards[exifOrientation - 5]);
    }
    return flipped(image, exifOrientation == 2 ? 1 : exifOrientation == 3 ? -1 : 0);
}

} // namespace tarn
