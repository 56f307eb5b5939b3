#include "water.h"

#include "noise.h"

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
    bool any = false;
    for (const Surface what : frame.surface)
        any = any || what == Surface::water;
    if (!any)
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
    for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
            const std::size_t i = frame.at(x, y);
            if (frame.surface[i] != Surface::water)
                continue;
            const float z = frame.distance[i], X = view.worldX(float(x) + 0.5f, z);
            const float calm = ramp(60, 12, z);
            const float wave =
                noise(X * 1.1f + off, z * 2.6f) + 0.6f * noise(X * 2.6f, z * 6.1f + off) * ramp(18, 6, z);
            const float shiftY = rough * wave * view.side() * (0.022f * calm + 0.006f);
            const float shiftX = rough * noise(X * 1.9f + 31, z * 3.2f + off) * view.side() * 0.012f * calm;
            const int my = int(clamped(
                float(y) + magnitude(shiftY) * 0.5f + shiftY * 0.5f, view.horizon, float(view.height) - 1));
            const int mx = int(clamped(float(x) + shiftX, 0, float(view.width) - 1));
            const std::size_t m = frame.at(mx, my);
            Colour reflected;
            if (mirror.distance[m] > z * 0.9f)
                reflected = mirror.colour[m];
            else {
                const float up = 2 * view.horizon - (float(y) + shiftY * 2.2f);
                reflected = sky.at(float(mx), least(up, view.horizon - 1));
            }
            const float grazing = view.eye / root(view.eye * view.eye + z * z);
            const float slope = sea ? 0.5f * wave * calm : 0.15f * wave * calm;
            const float facing = saturated(grazing + slope * grazing);
            const float fresnel = 0.04f + 0.96f * powOf(1 - facing, sea ? 3.6f : 2.4f);
            const float depth = -ground.height(X, z);
            const Colour body = mix(shallow, deep, ramp(0, 0.42f, depth));
            Colour c = mix(body * mix(0.85f, 1.1f, frame.sunlit[i]), reflected, saturated(fresnel));
            if (scene.sun || scene.moon) {
                const float aside = magnitude(float(x) - sun.column) / view.side()
                    / (0.035f + 0.1f * (float(y) - view.horizon) / view.side());
                const float sparkle =
                    ramp(0.1f, 0.65f, noise(X * 3.1f + off, z * 5) + 0.6f * noise(X * 7, z * 11 + off));
                c += (scene.moon ? Colour{0.5f, 0.55f, 0.6f} : light.sun)
                    * (0.75f * sparkle * expOf(-squared(aside)));
            }
            if (sea || scene.water == Water::waterfall) {
                const float line = ramp(0.16f, 0.0f, depth + 0.06f * noise(X * 1.7f + off, z * 1.7f));
                const float lace = ramp(-0.1f, 0.5f, noise(X * 3.3f, z * 3.3f + off) + 1.1f * line - 0.3f);
                const float crest = sea ? ramp(0.62f, 0.95f, wave) * ramp(24, 8, z) * 0.5f : 0;
                c = mix(c, Colour{0.95f, 0.97f, 1.0f} * least(1.1f, daylight * 1.5f),
                    saturated(line * lace * ramp(30, 12, z) + crest * 0.6f));
            }
            frame.colour[i] = light.throughAir(
                c, least(z, 60) * (sea ? 0.8f : 1), 0, sun.distance(float(x), float(y), view.side()));
        }
}

} // namespace tarn::scenes
