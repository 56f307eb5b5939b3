#pragma once

#include <image/image.h>

#include <QImage>

namespace tarn::studio {

/// RGB, or RGBA where `picture` has transparent pixels; 8 bits, straight alpha.
Image toImage(const QImage& picture);
/// RGBA of 8 bits, also where every pixel is opaque.
Image toImageWithAlpha(const QImage& picture);
/// Grey of 8 bits from Format_Alpha8 or Format_Grayscale8.
Image toMask(const QImage& mask);

/// Format_ARGB32_Premultiplied; samples of 16 bits are rounded.
QImage toQImage(const Image& image);
/// Format_Alpha8 of a grey picture.
QImage toQMask(const Image& mask);

} // namespace tarn::studio
