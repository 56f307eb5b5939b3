#include "light.h"

#include "random.h"

namespace tarn::scenes {

Light::Light(const Scene& scene)
{
    Random random(scene.seed, Draws::sky);
    const int variant = random.below(3);
    switch (scene.time) {
    case TimeOfDay::noon: {
        static constexpr std::uint32_t skies[3][3] = {
            {0x2a62b8, 0x66a0dc, 0xc4def0}, {0x1e6cb4, 0x5cace0, 0xcfe8ee}, {0x3a70be, 0x7eb0e4, 0xdcebf2}};
        zenith = rgb(skies[variant][0]), middle = rgb(skies[variant][1]), horizon = rgb(skies[variant][2]);
        sun = Colour{1.0f, 0.93f, 0.8f} * 1.75f;
        ambient = rgb(0x8496b4) * 0.95f;
        glow = {0.2f, 0.18f, 0.12f};
        cloudLit = rgb(0xfffefa), cloudDark = rgb(0x9aa8bc);
        break;
    }
    case TimeOfDay::sunrise: {
        static constexpr std::uint32_t skies[3][3] = {
            {0x5c80c0, 0xccaec8, 0xffd8ac}, {0x6a70b2, 0xeaa4b2, 0xffd49c}, {0x4c78b4, 0xbcb8d0, 0xffc4a8}};
        zenith = rgb(skies[variant][0]), middle = rgb(skies[variant][1]), horizon = rgb(skies[variant][2]);
        sun = Colour{1.0f, 0.7f, 0.46f} * 1.55f;
        ambient = rgb(0x847a98) * 0.95f;
        glow = {0.6f, 0.38f, 0.2f};
        cloudLit = rgb(0xffd2b4), cloudDark = rgb(0x9c8aae);
        break;
    }
    case TimeOfDay::sunset: {
        static constexpr std::uint32_t skies[3][3] = {
            {0x38487e, 0xd08066, 0xffb04c}, {0x4c4280, 0xe67a56, 0xffba50}, {0x2c5086, 0xc89a80, 0xffc660}};
        zenith = rgb(skies[variant][0]), middle = rgb(skies[variant][1]), horizon = rgb(skies[variant][2]);
        if (scene.redSky)
            zenith = rgb(0x46204e), middle = rgb(0xc8383a), horizon = rgb(0xff7a2e);
        sun = Colour{1.0f, 0.5f, 0.2f} * 1.6f;
        ambient = rgb(0x6a5c78) * 0.9f;
        glow = {0.8f, 0.34f, 0.1f};
        cloudLit = scene.redSky ? rgb(0xff7048) : rgb(0xffb070),
        cloudDark = scene.redSky ? rgb(0x662644) : rgb(0x6c5470);
        break;
    }
    case TimeOfDay::night:
        zenith = rgb(0x0a1430), middle = rgb(0x16264e), horizon = rgb(0x30466e);
        sun = Colour{0.42f, 0.52f, 0.75f} * 0.5f;
        ambient = rgb(0x36466e);
        glow = scene.moon ? Colour{0.07f, 0.085f, 0.115f} : Colour{};
        cloudLit = rgb(0x506084), cloudDark = rgb(0x182440);
        break;
    }
    dull = scene.weather >= Weather::fog;
    if (dull) {
        const float strength = scene.weather == Weather::rain ? 0.6f : scene.weather == Weather::snow ? 0.85f : 1;
        const bool noon = scene.time == TimeOfDay::noon;
        const Colour grey = noon ? rgb(scene.weather == Weather::rain ? 0x98a2ae : 0xcdd3da) : Colour{};
        const auto dulled = [&](Colour c) {
            const float y = luminance(c);
            const Colour pale = noon ? grey : mix(c, Colour{y * 0.97f, y, y * 1.05f}, 0.5f);
            return mix(c, pale, noon ? 0.85f : 0.6f) * (noon ? 1 : strength);
        };
        zenith = dulled(zenith) * 0.9f, middle = dulled(middle), horizon = dulled(horizon);
        cloudLit = dulled(cloudLit), cloudDark = dulled(cloudDark) * 0.9f;
        sun *= scene.weather == Weather::rain ? 0.3f : 0.45f;
        glow *= 0.35f;
        const float y = luminance(ambient);
        ambient = mix(ambient, Colour{y, y, y}, 0.4f) * (scene.weather == Weather::rain ? 1.05f : 1.3f);
    } else if (scene.cover > 0.62f)
        sun *= 0.7f;
    const float azimuth = scene.sunAzimuth, elevation = scene.sunElevation;
    sunPlace = {sinOf(azimuth) * cosOf(elevation), sinOf(elevation), cosOf(azimuth) * cosOf(elevation)};
    const float aside = (azimuth < 0 ? -1.f : 1.f) * most(magnitude(azimuth), 0.95f);
    const float high = scene.time == TimeOfDay::night ? 0.6f : most(elevation, 0.22f);
    toSun = {sinOf(aside) * cosOf(high), sinOf(high), cosOf(aside) * cosOf(high)};
    haze = scene.haze;
    mist = scene.mist;
}

FourColours Light::sky(Four up, Four fromSun) const
{
    const Four k = powOf(saturated(up), 0.7f);
    const FourColours c = chosen(k < 0.38f, mix(horizon, middle, ramp(-0.38f, 0.38f, k) * 2 - 1),
        mix(middle, zenith, ramp(0, 1, (k - 0.38f) / 0.62f)));
    return c + glow * (0.8f * expOf(-5 * fromSun) + 0.6f * expOf(-18 * fromSun));
}

FourColours Light::throughAir(const FourColours& colour, Four z, Four y, Four fromSun) const
{
    Four amount = 1 - expOf(-powOf(z * haze, 1.2f));
    if (mist > 0)
        amount = 1 - (1 - amount) * (1 - 0.85f * mist * expOf(-1.3f * most(0, y)) * ramp(3, 16, z));
    // Near air is bluer than the horizon, which has the light of all the air behind it.
    const FourColours air = mix(mix(horizon, middle, 0.55f), horizon, dull ? four(1) : ramp(0.2f, 0.9f, amount));
    return mix(colour, air + glow * (0.5f * expOf(-4 * fromSun)), amount);
}

} // namespace tarn::scenes
