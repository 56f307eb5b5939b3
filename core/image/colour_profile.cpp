#include "picture_file.h"

#include <image/convert.h>

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace tarn {
namespace {

using Profile = std::unique_ptr<void, decltype(&cmsCloseProfile)>;
using Transform = std::unique_ptr<void, decltype(&cmsDeleteTransform)>;

Profile opened(std::span<const std::byte> profile)
{
    return {cmsOpenProfileFromMem(profile.data(), cmsUInt32Number(profile.size())), cmsCloseProfile};
}

Profile srgb() { return {cmsCreate_sRGBProfile(), cmsCloseProfile}; }

/// Grey on sRGB's curve.
Profile srgbGrey()
{
    const cmsFloat64Number curve[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve* tone = cmsBuildParametricToneCurve(nullptr, 4, curve);
    Profile made{cmsCreateGrayProfile(cmsD50_xyY(), tone), cmsCloseProfile};
    cmsFreeToneCurve(tone);
    return made;
}

Transform transform(const Profile& from, cmsUInt32Number format, const Profile& to, cmsUInt32Number toFormat)
{
    return {from && to
            ? cmsCreateTransform(from.get(), format, to.get(), toFormat, INTENT_PERCEPTUAL, cmsFLAGS_COPY_ALPHA)
            : nullptr,
        cmsDeleteTransform};
}

/// Whether nothing moves by more than a level, seen on a grid of colours.
bool changesNothing(const Profile& from, const Profile& to, bool grey)
{
    const int channels = grey ? 1 : 3;
    std::vector<std::uint8_t> before;
    for (int r = 0; r < 256; r += 15)
        for (int g = 0; g < (grey ? 1 : 256); g += 15)
            for (int b = 0; b < (grey ? 1 : 256); b += 15)
                for (int c = 0; c < channels; ++c)
                    before.push_back(std::uint8_t(std::array{r, g, b}[std::size_t(c)]));
    const cmsUInt32Number format = grey ? TYPE_GRAY_8 : TYPE_RGB_8;
    const Transform probe = transform(from, format, to, format);
    if (!probe)
        return true;
    std::vector<std::uint8_t> after(before.size());
    cmsDoTransform(probe.get(), before.data(), after.data(), cmsUInt32Number(before.size()) / unsigned(channels));
    return std::ranges::equal(before, after, [](int a, int b) { return std::abs(a - b) <= 1; });
}

} // namespace

Image toSrgb(Image image, std::span<const std::byte> profile)
{
    if (profile.empty())
        return image;
    const bool grey = isGrey(image);
    const Profile from = opened(profile);
    if (!from || cmsGetColorSpace(from.get()) != (grey ? cmsSigGrayData : cmsSigRgbData))
        return image;
    const Profile to = grey ? srgbGrey() : srgb();
    if (changesNothing(from, to, grey))
        return image;
    const cmsUInt32Number format = cmsUInt32Number(COLORSPACE_SH(grey ? PT_GRAY : PT_RGB)
        | EXTRA_SH(hasAlpha(image) ? 1 : 0) | CHANNELS_SH(grey ? 1 : 3) | BYTES_SH(image.bits / 8));
    if (const Transform change = transform(from, format, to, format))
        cmsDoTransform(change.get(), image.pixels.data(), image.pixels.data(),
            cmsUInt32Number(image.width) * cmsUInt32Number(image.height));
    return image;
}

Image cmykToRgb(const Image& cmyk, std::span<const std::byte> profile)
{
    Image rgb = blankImage(cmyk.width, cmyk.height, 3, 8);
    const std::size_t count = std::size_t(cmyk.width) * std::size_t(cmyk.height);
    if (const Profile from = opened(profile); from && cmsGetColorSpace(from.get()) == cmsSigCmykData)
        if (const Transform change = transform(from, TYPE_CMYK_8, srgb(), TYPE_RGB_8)) {
            cmsDoTransform(change.get(), cmyk.pixels.data(), rgb.pixels.data(), cmsUInt32Number(count));
            return rgb;
        }
    const auto* ink = reinterpret_cast<const std::uint8_t*>(cmyk.pixels.data());
    auto* light = reinterpret_cast<std::uint8_t*>(rgb.pixels.data());
    for (std::size_t i = 0; i < count; ++i, ink += 4, light += 3)
        for (int c = 0; c < 3; ++c)
            light[c] = std::uint8_t(((255 - ink[c]) * (255 - ink[3]) + 127) / 255);
    return rgb;
}

} // namespace tarn
