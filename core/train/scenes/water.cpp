#include "water.h"

#include "noise.h"

#include <algorithm>

namespace tarn::scenes {
namespace {

/// What the water's level mirrors, for each pixel below the horizon; distance 0 where only the sky is above.
struct Mirror {
    std::vector<Colour> colour;
    std::vector<float> distance;
};

/// A point at height y and distance z is seen mirrored where the point at -y would be.
Mirror mirrored(const Frame& frame)
{
    const View& view = frame.view;
    Mirror mirror{std::vector<Colour>(frame.colour.size()), std::vector<float>(frame.colour.size(), 0)};
    for (int x = 0; x < view.width; ++x)
        for (int y = view.height - 1; y >= 0; --y) {
            const std::size_t from = frame.at(x, y);
            const Surface what = frame.surface[from];
            if (what == Surface::sky || what == Surface::sun || what == Surface::water)
                continue;
            const float z = frame.distance[from];
            const auto place = [&](float row) { return view.row(-most(0, view.worldY(row, z)), z); };
            const int first = floorInt(place(float(y) + 1) + 0.5f), last = floorInt(place(float(y)) + 0.5f);
            for (int row = first < 0 ? 0 : first; row < last && row < view.height; ++row) {
                const std::size_t to = frame.at(x, row);
                if (mirror.distance[to] != 0 && mirror.distance[to] <= z)
                    continue;
                mirror.colour[to] = frame.colour[from];
                mirror.distance[to] = z;
            }
        }
    return mirror;
}

} // namespace

void drawWater(Frame& frame, const Scene& scene, const Ground& ground, const Sky& sky, const Light& light)
{
    if (std::ranges::find(frame.surface, Surface::water) == frame.surface.end())
        return;
    const View& view = frame.view;
    const Mirror mirror = mirrored(frame);
    const SunSpot sun = sunSpot(scene, view);
    const bool sea = scene.water == Water::sea;
    const float rough = sea ? 1.f : scene.water == Water::lake ? 0.16f : 0.35f;
    const float daylight = luminance(light.ambient) + 0.35f * luminance(light.sun);
    const Colour deep = (sea ? rgb(0x0e4a6e) : rgb(0x1c4450)) * (1.9f * daylight);
    const Colour shallow = (sea ? rgb(0x3aa8a4) : rgb(0x4e7260)) * (1.8f * daylight);
    const float off = float(scene.seed & 1023);
    eachFour(
        frame, [](Surface what) { return what == Surface::water; },
        [&](const FourPixels& pixels) {
            const Four x = pixels.x(), y = pixels.y(), z = pixels.of(frame.distance), X = view.worldX(x + 0.5f, z);
            const Four calm = ramp(60, 12, z);
            Four wave = noise(X * 1.1f + off, z * 2.6f);
            if (any(z < 18))
                wave += 0.6f * noise(X * 2.6f, z * 6.1f + off) * ramp(18, 6, z);
            const Four shiftY = rough * wave * view.side() * (0.022f * calm + 0.006f);
            const Four shiftX = rough * noise(X * 1.9f + 31, z * 3.2f + off) * view.side() * 0.012f * calm;
            const FourInts my = toInts(
                clamped(y + magnitude(shiftY) * 0.5f + shiftY * 0.5f, view.horizon, float(view.height) - 1));
            const FourInts mx = toInts(clamped(x + shiftX, 0, float(view.width) - 1));
            const FourPlaces seen = frame.at(mx, my);
            FourColours reflected = seen.of(mirror.colour);
            const FourInts open = seen.of(mirror.distance) <= z * 0.9f;
            if (any(open)) {
                const Four up = 2 * view.horizon - (y + shiftY * 2.2f);
                reflected = chosen(open, sky.at(toFloats(mx), least(up, view.horizon - 1)), reflected);
            }
            const Four grazing = view.eye / root(view.eye * view.eye + z * z);
            const Four slope = (sea ? 0.5f : 0.15f) * wave * calm;
            const Four facing = saturated(grazing + slope * grazing);
            const Four fresnel = 0.04f + 0.96f * powOf(1 - facing, sea ? 3.6f : 2.4f);
            const Four depth = -ground.height(X, z);
            const FourColours body = mix(shallow, deep, ramp(0, 0.42f, depth));
            FourColours c = mix(body * mix(0.85f, 1.1f, pixels.of(frame.sunlit)), reflected, saturated(fresnel));
            if (scene.sun || scene.moon) {
                const Four aside =
                    magnitude(x - sun.column) / view.side() / (0.035f + 0.1f * (y - view.horizon) / view.side());
                const Four bright = expOf(-squared(aside));
                if (any(bright > 0)) {
                    const Four sparkle =
                        ramp(0.1f, 0.65f, noise(X * 3.1f + off, z * 5) + 0.6f * noise(X * 7, z * 11 + off));
                    c += (scene.moon ? Colour{0.5f, 0.55f, 0.6f} : light.sun) * (0.75f * sparkle * bright);
                }
            }
            if (sea || scene.water == Water::waterfall) {
                const Four line = ramp(0.16f, 0.0f, depth + 0.06f * noise(X * 1.7f + off, z * 1.7f));
                Four foam{};
                if (any(line > 0))
                    foam = line * ramp(-0.1f, 0.5f, noise(X * 3.3f, z * 3.3f + off) + 1.1f * line - 0.3f)
                        * ramp(30, 12, z);
                if (sea)
                    foam += ramp(0.62f, 0.95f, wave) * ramp(24, 8, z) * 0.5f * 0.6f;
                c = mix(c, Colour{0.95f, 0.97f, 1.0f} * least(1.1f, daylight * 1.5f), saturated(foam));
            }
            pixels.put(frame.colour,
                light.throughAir(c, least(z, 60) * (sea ? 0.8f : 1), Four{}, sun.distance(x, y, view.side())));
        });
}

} // namespace tarn::scenes
