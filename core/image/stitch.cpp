#include <base/error.h>
#include <image/convert.h>
#include <image/geometry.h>
#include <image/resize.h>
#include <image/stitch.h>

#include <cassert>
#include <cstdint>
#include <string>

namespace tarn {
namespace {

/// One pixel of `channels`, the last of which is alpha when there is one more than `colours`.
template <typename Sample> void blend(Sample* under, const Sample* over, int colours, bool alpha, unsigned weight)
{
    constexpr std::uint64_t full = Sample(~0u);
    const std::uint64_t underAlpha = alpha ? under[colours] : full;
    const std::uint64_t overAlpha = alpha ? over[colours] : full;
    const std::uint64_t keep = underAlpha * (255 - weight);
    const std::uint64_t take = overAlpha * weight;
    if (const std::uint64_t sum = keep + take; sum > 0)
        for (int c = 0; c < colours; ++c)
            under[c] = Sample((under[c] * keep + over[c] * take + sum / 2) / sum);
    if (alpha)
        under[colours] = Sample((keep + take + 127) / 255);
}

template <typename Sample> void blendAll(Image& picture, const Box& box, const Image& drawn, const Image& paste)
{
    const bool alpha = hasAlpha(picture);
    const int colours = picture.channels - (alpha ? 1 : 0);
    const std::size_t channels = std::size_t(picture.channels);
    for (int y = 0; y < box.height; ++y) {
        auto* under =
            reinterpret_cast<Sample*>(picture.pixels.data() + std::size_t(box.y + y) * picture.rowBytes())
            + std::size_t(box.x) * channels;
        const auto* over =
            reinterpret_cast<const Sample*>(drawn.pixels.data() + std::size_t(y) * drawn.rowBytes());
        const std::byte* weights = paste.pixels.data() + std::size_t(y) * paste.rowBytes();
        for (int x = 0; x < box.width; ++x, under += channels, over += channels)
            if (weights[x] != std::byte(0))
                blend(under, over, colours, alpha, std::to_integer<unsigned>(weights[x]));
    }
}

} // namespace

Image stitched(const Image& original, const Box& box, const Image& drawn, const Image& paste)
{
    assert(!box.empty() && boundsOf(original).contains(box) && paste.channels == 1 && paste.bits == 8);
    if (paste.width != box.width || paste.height != box.height)
        throw StudioError("The mask has " + std::to_string(paste.width) + " x " + std::to_string(paste.height)
            + " pixels and the picture under it " + std::to_string(box.width) + " x " + std::to_string(box.height)
            + "; give a mask of the picture's size.");
    Image result = isGrey(original) && !isGrey(drawn) ? toRgb(original) : original;
    if (!hasAlpha(result) && hasAlpha(drawn))
        result = withAlpha(std::move(result));
    Image over = resizedSmoothly(drawn, box.width, box.height);
    over = result.bits == 8 ? to8Bits(std::move(over)) : to16Bits(std::move(over));
    if (!isGrey(result))
        over = toRgb(std::move(over));
    if (hasAlpha(result))
        over = withAlpha(std::move(over));
    if (result.bits == 8)
        blendAll<std::uint8_t>(result, box, over, paste);
    else
        blendAll<std::uint16_t>(result, box, over, paste);
    return result;
}

} // namespace tarn
