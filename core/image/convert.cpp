#include <image/convert.h>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace tarn {
namespace {

template <typename Sample> Sample* samplesOf(Image& image)
{
    return reinterpret_cast<Sample*>(image.pixels.data());
}
template <typename Sample> const Sample* samplesOf(const Image& image)
{
    return reinterpret_cast<const Sample*>(image.pixels.data());
}

/// `act` gets pointers to each pixel of both pictures, of `Sample`s.
template <typename Sample, typename Act> void eachPixel(const Image& from, Image& to, const Act& act)
{
    const Sample* source = samplesOf<Sample>(from);
    Sample* target = samplesOf<Sample>(to);
    const std::size_t count = std::size_t(from.width) * std::size_t(from.height);
    for (std::size_t i = 0; i < count; ++i, source += from.channels, target += to.channels)
        act(source, target);
}

/// The picture with `channels`, each pixel made by `act(source, target)`.
template <typename Act> Image remade(const Image& image, int channels, const Act& act)
{
    Image made = blankImage(image.width, image.height, channels, image.bits);
    if (image.bits == 8)
        eachPixel<std::uint8_t>(image, made, act);
    else
        eachPixel<std::uint16_t>(image, made, act);
    return made;
}

/// 16-bit fixed point that sums to 65536.
template <typename Sample> std::uint64_t greyOf(const Sample* rgb)
{
    return (std::uint64_t(rgb[0]) * 19'595 + std::uint64_t(rgb[1]) * 38'470 + std::uint64_t(rgb[2]) * 7'471
               + 0x8000)
        >> 16;
}

} // namespace

Image blankImage(int width, int height, int channels, int bits)
{
    Image image{width, height, channels, bits, {}};
    image.pixels.resize(image.rowBytes() * std::size_t(height));
    return image;
}

Image to8Bits(Image image)
{
    if (image.bits == 8)
        return image;
    Image made = blankImage(image.width, image.height, image.channels, 8);
    const auto* deep = samplesOf<std::uint16_t>(image);
    auto* flat = samplesOf<std::uint8_t>(made);
    for (std::size_t i = 0; i < made.pixels.size(); ++i)
        flat[i] = std::uint8_t((std::uint32_t(deep[i]) * 255 + 32'767) / 65'535);
    return made;
}

Image to16Bits(Image image)
{
    if (image.bits == 16)
        return image;
    Image made = blankImage(image.width, image.height, image.channels, 16);
    const auto* flat = samplesOf<std::uint8_t>(image);
    auto* deep = samplesOf<std::uint16_t>(made);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        deep[i] = std::uint16_t(flat[i] * 257);
    return made;
}

Image toGrey(Image image)
{
    if (isGrey(image))
        return image;
    const bool alpha = hasAlpha(image);
    return remade(image, alpha ? 2 : 1, [alpha](const auto* from, auto* to) {
        to[0] = std::remove_reference_t<decltype(*to)>(greyOf(from));
        if (alpha)
            to[1] = from[3];
    });
}

Image toRgb(Image image)
{
    if (!isGrey(image))
        return image;
    const bool alpha = hasAlpha(image);
    return remade(image, alpha ? 4 : 3, [alpha](const auto* from, auto* to) {
        to[0] = to[1] = to[2] = from[0];
        if (alpha)
            to[3] = from[1];
    });
}

Image withAlpha(Image image)
{
    if (hasAlpha(image))
        return image;
    const int colours = image.channels;
    return remade(image, colours + 1, [colours](const auto* from, auto* to) {
        std::copy_n(from, colours, to);
        to[colours] = std::remove_reference_t<decltype(*to)>(~0u);
    });
}

Image withoutAlpha(Image image)
{
    if (!hasAlpha(image))
        return image;
    const int colours = image.channels - 1;
    return remade(image, colours, [colours](const auto* from, auto* to) { std::copy_n(from, colours, to); });
}

Image flattened(const Image& image, Colour background)
{
    if (!hasAlpha(image))
        return image;
    const int colours = image.channels - 1;
    const std::uint8_t rgb[3] = {background.red, background.green, background.blue};
    const std::uint64_t grey = greyOf(rgb);
    return remade(image, colours, [&](const auto* from, auto* to) {
        using Sample = std::remove_reference_t<decltype(*to)>;
        const std::uint64_t full = Sample(~0u);
        const std::uint64_t alpha = from[colours];
        for (int c = 0; c < colours; ++c) {
            const std::uint64_t under = (colours == 1 ? grey : rgb[c]) * (full / 255);
            to[c] = Sample((from[c] * alpha + under * (full - alpha) + full / 2) / full);
        }
    });
}

Image alphaOf(const Image& image)
{
    const bool alpha = hasAlpha(image);
    const int last = image.channels - 1;
    return remade(image, 1, [=](const auto* from, auto* to) {
        *to = alpha ? from[last] : std::remove_reference_t<decltype(*to)>(~0u);
    });
}

Image withAlphaOf(Image image, const Image& other)
{
    if (!hasAlpha(other))
        return image;
    assert(image.width == other.width && image.height == other.height);
    const Image alpha = image.bits == 8 ? to8Bits(alphaOf(other)) : to16Bits(alphaOf(other));
    image = withAlpha(std::move(image));
    const std::size_t sample = std::size_t(image.bits / 8);
    const std::size_t pixel = sample * std::size_t(image.channels);
    for (std::size_t i = 0, n = alpha.pixels.size() / sample; i < n; ++i)
        std::copy_n(alpha.pixels.begin() + std::ptrdiff_t(i * sample), sample,
            image.pixels.begin() + std::ptrdiff_t((i + 1) * pixel - sample));
    return image;
}

} // namespace tarn
