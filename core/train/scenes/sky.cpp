#include "sky.h"

#include "noise.h"
#include "random.h"

namespace tarn::scenes {

SunSpot sunSpot(const Scene& scene, const View& view)
{
    const float azimuth = scene.sunAzimuth, elevation = scene.sunElevation;
    if (magnitude(azimuth) > 1.2f) // beside or behind the camera
        return {view.centre + (azimuth < 0 ? -2.f : 2.f) * view.side(), view.horizon - view.side()};
    const float tangent = sinOf(azimuth) / cosOf(azimuth), wide = float(view.width) / view.side();
    return {view.centre + view.focal * tangent * (wide > 1 ? wide : 1),
        view.horizon - least(view.focal * sinOf(elevation) / cosOf(elevation), 0.82f * view.horizon)};
}

Sky::Sky(const Scene& scene, const Light& light, const View& view)
    : m_scene(scene)
    , m_light(light)
    , m_view(view)
    , m_sun(sunSpot(scene, view))
{
    Random random(scene.seed, Draws::layout);
    m_offX = random.between(0, 200);
    m_offZ = random.between(0, 200);
}

FourColours Sky::clouds(const FourColours& behind, Four x, Four y, Four fromSun) const
{
    const Four up = (m_view.horizon - y) / m_view.side();
    if (m_scene.cover <= 0 || !any(up >= 0.004f))
        return behind;
    // A layer of clouds seen from below: far ones are flat and close together.
    const Four far = 0.24f / (up + 0.07f);
    const Four u = (x - m_view.centre) / m_view.side() * far * 2.3f + m_offX, v = far * 2.5f + m_offZ;
    const auto density = [](Four a, Four b, int octaves) {
        const Four wx = 0.45f * noise(a * 0.7f + 4, b * 0.7f);
        return 0.62f * noise(a * 0.55f, b * 0.55f + 11) + 0.75f * (billowNoise(a + wx, b, octaves) - 0.28f);
    };
    const Four d = density(u, v, 5);
    const float threshold = 0.45f - 0.85f * m_scene.cover;
    const Four alpha = ramp(threshold, threshold + 0.24f, d);
    const FourInts clouded = (up >= 0.004f) & (alpha > 0);
    if (!any(clouded))
        return behind;
    const Four lx = (m_sun.column - x) / m_view.side(), ly = (m_sun.row - y) / m_view.side();
    const Four norm = 0.26f / root(lx * lx + ly * ly + 0.04f);
    const Four towards = density(u + lx * norm, v + ly * norm, 3);
    const Four thick = ramp(threshold + 0.1f, threshold + 0.8f, d);
    const Four lit = saturated(0.72f + 1.15f * (d - towards) - 0.55f * thick);
    FourColours c = mix(m_light.cloudDark, m_light.cloudLit, lit)
        + m_light.glow * (0.9f * expOf(-3.5f * fromSun) * (1 - 0.6f * thick));
    const Four clear = ramp(0, 0.12f, up);
    c = mix(m_light.horizon, c, 0.35f + 0.65f * clear);
    return chosen(clouded, mix(behind, c, alpha * (0.25f + 0.75f * clear)), behind);
}

FourColours Sky::at(Four x, Four y) const
{
    const Four fromSun = m_sun.distance(x, y, m_view.side());
    const Four up = (m_view.horizon - y) / m_view.side() / 0.62f;
    FourColours c = m_light.sky(up, fromSun);
    const float radius = discRadius();
    const FourInts disc = fromSun < radius * 1.1f;
    if (m_scene.sun)
        c += (mix(m_light.sun, Colour{1.5f, 1.35f, 1.0f}, 0.5f) - c)
            * ramp(radius + 0.006f, radius - 0.006f, fromSun);
    else if (m_scene.moon && any(fromSun < radius + 0.005f)) {
        const Four seas = 0.88f + 0.14f * noise(x / m_view.side() * 55, y / m_view.side() * 55);
        c = mix(c, Colour{0.95f, 0.94f, 0.84f} * seas, ramp(radius + 0.005f, radius - 0.005f, fromSun));
    }
    const FourColours covered = clouds(c, x, y, fromSun);
    return m_scene.sun || m_scene.moon ? chosen(disc, mix(covered, c, 0.7f), covered) : covered;
}

void Sky::drawStars(Frame& frame) const
{
    Random random(m_scene.seed, Draws::stars);
    const float side = m_view.side();
    const int count = 90 + random.below(70);
    for (int i = 0; i < count; ++i) {
        const float x = random.unit() * float(m_view.width), y = powOf(random.unit(), 1.15f) * m_view.horizon;
        const float bright = 0.25f + 0.9f * powOf(random.unit(), 2.5f);
        const float radius = (0.75f + 0.6f * bright) * most(1, side / 256);
        if (m_scene.moon && m_sun.distance(x, y, side) < 0.08f)
            continue;
        const int reach = int(2.6f * radius) + 1;
        for (int py = int(y) - reach; py <= int(y) + reach; ++py)
            for (int px = int(x) - reach; px <= int(x) + reach; ++px) {
                if (px < 0 || py < 0 || px >= m_view.width || py >= m_view.height)
                    continue;
                const std::size_t k = frame.at(px, py);
                if (frame.surface[k] != Surface::sky)
                    continue;
                const float r2 = (squared(float(px) + 0.5f - x) + squared(float(py) + 0.5f - y)) / squared(radius);
                frame.colour[k] += Colour{0.9f, 0.95f, 1.05f}
                    * (bright * expOf(-1.3f * r2) * ramp(0, 0.25f, (m_view.horizon - y) / side));
            }
    }
}

void Sky::draw(Frame& frame) const
{
    const bool disc = m_scene.sun || m_scene.moon;
    const float radius = discRadius();
    eachFour(
        frame, [](Surface what) { return what == Surface::sky; },
        [&](const FourPixels& pixels) {
            const Four x = pixels.x() + 0.5f, y = pixels.y() + 0.5f;
            pixels.put(frame.colour, at(x, least(y, m_view.horizon - 0.5f)));
            if (!disc)
                return;
            const FourInts within = m_sun.distance(x, y, m_view.side()) < radius;
            for (int k = 0; k < 4; ++k)
                if (within[k])
                    frame.surface[pixels.index[k]] = Surface::sun;
        });
    if (m_scene.stars)
        drawStars(frame);
}

} // namespace tarn::scenes
