#include <document/image_convert.h>
#include <image/convert.h>

#include <cstring>

namespace tarn::studio {
namespace {

Image copied(const QImage& picture, int channels)
{
    Image image = blankImage(picture.width(), picture.height(), channels, 8);
    for (int y = 0; y < image.height; ++y)
        std::memcpy(
            image.pixels.data() + std::size_t(y) * image.rowBytes(), picture.constScanLine(y), image.rowBytes());
    return image;
}

QImage copied(const Image& image, QImage::Format format)
{
    QImage picture(image.width, image.height, format);
    for (int y = 0; y < image.height; ++y)
        std::memcpy(
            picture.scanLine(y), image.pixels.data() + std::size_t(y) * image.rowBytes(), image.rowBytes());
    return picture;
}

bool isOpaque(const QImage& picture)
{
    if (!picture.hasAlphaChannel())
        return true;
    const QImage argb = picture.convertToFormat(QImage::Format_ARGB32);
    for (int y = 0; y < argb.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(argb.constScanLine(y));
        for (int x = 0; x < argb.width(); ++x)
            if (qAlpha(line[x]) != 255)
                return false;
    }
    return true;
}

} // namespace

Image toImage(const QImage& picture)
{
    return isOpaque(picture) ? copied(picture.convertToFormat(QImage::Format_RGB888), 3)
                             : toImageWithAlpha(picture);
}

Image toImageWithAlpha(const QImage& picture)
{
    return copied(picture.convertToFormat(QImage::Format_RGBA8888), 4);
}

Image toMask(const QImage& mask) { return copied(mask, 1); }

QImage toQImage(const Image& image)
{
    const Image rgb = toRgb(to8Bits(image));
    const auto format = hasAlpha(rgb) ? QImage::Format_RGBA8888 : QImage::Format_RGB888;
    return copied(rgb, format).convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

QImage toQMask(const Image& mask) { return copied(mask, QImage::Format_Alpha8); }

} // namespace tarn::studio
