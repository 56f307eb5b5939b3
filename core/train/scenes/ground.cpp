#include "ground.h"

#include "noise.h"

namespace tarn::scenes {
namespace {

float thingHeight(Thing thing)
{
    switch (thing) {
    case Thing::house:
        return 1.5f;
    case Thing::castle:
        return 3.6f;
    case Thing::lighthouse:
        return 3.6f;
    case Thing::boat:
        return 2.2f;
    case Thing::windmill:
        return 3.0f;
    case Thing::balloon:
        return 2.4f;
    case Thing::bridge:
        return 1.2f;
    case Thing::none:
        break;
    }
    return 1;
}

} // namespace

Ground::Ground(const Scene& scene, float aspect)
    : m_scene(scene)
{
    Random random(scene.seed, Draws::terrain);
    m_offX = random.between(0, 200);
    m_offZ = random.between(0, 200);
    m_scale = random.between(0.75f, 1.25f);
    m_peak = random.between(3.5f, 6.5f);
    m_peakZ = random.between(19, 25);
    m_peakX = (random.chance(0.5f) ? -1.f : 1.f) * random.between(0.1f, 0.24f) * m_peakZ / scene.focal;
    m_peakWide = random.between(5.5f, 8);
    m_start = random.between(6.5f, 11);
    m_valley = -m_peakX * random.between(0.5f, 1.2f);
    m_side = random.sign();
    if (scene.thing == Thing::lighthouse || scene.thing == Thing::house || scene.thing == Thing::castle)
        m_side = scene.place == Place::left ? -1.f : scene.place == Place::right ? 1.f : m_side;
    else if (scene.thing == Thing::boat)
        m_side = scene.place == Place::left ? 1.f : scene.place == Place::right ? -1.f : m_side;
    m_shore = random.between(0.6f, 2.2f);
    m_bend = random.between(0.28f, 0.5f);
    m_lakeX = random.between(-1.5f, 1.5f);
    m_lakeZ = random.between(8, 10);
    m_lakeWide = random.between(8, 14);
    m_lakeDeep = m_lakeZ - random.between(3, 4.6f);
    m_riverStart = random.between(-0.5f, 0.5f);
    m_riverSwing = random.sign() * random.between(0.6f, 1.2f);
    m_riverTurns = random.between(0.35f, 0.6f);
    m_riverPhase = random.between(0, 6.28f);
    if (scene.water == Water::waterfall) {
        m_wallZ = random.between(9, 12);
        m_wallHeight = random.between(2.6f, 4.4f);
        m_fallX = random.between(-0.22f, 0.22f) * m_wallZ / scene.focal;
        m_riverPhase = 0;
        m_riverShift = m_fallX;
    }
    for (int i = 0; i < 5; ++i) {
        const float z = i == 0 ? random.between(10, 14) : random.between(18, 55);
        m_islands[i] = {random.between(-0.42f, 0.42f) * z / scene.focal * aspect, z,
            (i == 0 ? random.between(2.2f, 3.6f) : random.between(3, 8)),
            (i == 0 ? random.between(0.9f, 2.2f) : random.between(1.2f, 3.6f))};
    }

    // The thing: its size in the picture gives its distance, its place the x.
    m_site.height = thingHeight(scene.thing);
    m_site.z = scene.focal * m_site.height / scene.thingSize;
    m_site.x = (scene.thingX - 0.5f) * most(1, aspect) * m_site.z / scene.focal;

    if (scene.thing == Thing::bridge)
        m_riverShift = m_site.x - riverX(four(m_site.z))[0];
    if (scene.terrain == Terrain::islands && scene.thing != Thing::boat && scene.thing != Thing::none
        && scene.thing != Thing::balloon)
        m_islands[0] = {m_site.x, m_site.z + 0.4f, 2.4f + 0.06f * m_site.z, 0.8f};

    const auto season = scene.season;
    m_grass = season == Season::spring ? rgb(0x86ad45)
        : season == Season::autumn     ? rgb(0xa88a3e)
        : season == Season::winter     ? rgb(0xe9edf4)
                                       : rgb(0x648a38);
    m_dry = season == Season::spring ? rgb(0xa6bf58)
        : season == Season::autumn   ? rgb(0xb5652c)
        : season == Season::winter   ? rgb(0xf3f5f9)
                                     : rgb(0x9a9a48);
    m_grass *= random.between(0.9f, 1.1f);
    m_rock = mix(rgb(0x7a7068), rgb(0x84868e), random.unit());
    m_sand = scene.terrain == Terrain::dunes ? mix(rgb(0xe4b878), rgb(0xdc9a66), random.unit())
                                             : mix(rgb(0xecd6a8), rgb(0xd9c39a), random.unit());
    m_snowLine = season == Season::winter ? -9 : scene.snowCaps ? random.between(2.6f, 3.8f) : noSnow;

    if (scene.thing == Thing::none)
        return;
    const bool floats = scene.thing == Thing::boat || scene.thing == Thing::bridge;
    m_site.y = 0;
    const float natural = landHeight(four(m_site.x), four(m_site.z))[0];
    const float line = scene.eye - 0.02f * m_site.z; // keeps the foot in view below the horizon
    m_site.y =
        floats ? 0 : clamped(natural, 0.14f, most(0.2f, line + (scene.thing == Thing::castle ? 1.4f : 0.3f)));
    if (scene.thing == Thing::castle || scene.thing == Thing::lighthouse)
        m_site.y = most(m_site.y, scene.thing == Thing::castle ? 0.8f : 0.5f);
    const float above = scene.horizon * (aspect < 1 ? 1 / aspect : 1); // of the shorter side
    if (!floats) // its top stays in the picture
        m_site.y = most(
            0.14f, least(m_site.y, scene.eye + m_site.z * (above - 0.05f) / scene.focal - m_site.height * 1.04f));
    if (scene.thing == Thing::balloon)
        m_site.y = scene.eye + m_site.z * (above * 0.55f - scene.thingSize * 0.5f) / scene.focal;
}

Four Ground::riverX(Four z) const
{
    const Four open = ramp(2, 8, z);
    return m_riverShift + m_riverStart
        + m_riverSwing * sinOf(z * m_riverTurns + m_riverPhase) * open * (0.5f + 0.09f * z);
}

// Below, what weighs nothing at all four places is left out. Where the weight hangs on a noise, the bound leaves
// room for all that the noise can add: noise() reaches 1.06, layeredNoise() of three octaves 1.12, of four 1.2.

Four Ground::landHeight(Four x, Four z) const
{
    const Four X = x + m_offX, Z = z + m_offZ;
    const Four meadow = ramp(1, 7, z);
    switch (m_scene.terrain) {
    case Terrain::mountains: {
        const Four foreground = 0.12f + meadow * (0.28f + 0.4f * layeredNoise(X * 0.22f, Z * 0.22f, 3));
        const Four rise = ramp(m_start, m_start + 11, z + 2.5f * noise(X * 0.14f, Z * 0.14f));
        if (!any(rise > 0))
            return foreground;
        const float f = 0.12f * m_scale;
        const Four ridges = ridgedNoise(X * f, Z * f, 6),
                   worn = 0.5f + 0.5f * erodedNoise(X * f * 1.7f, Z * f * 1.7f, 6);
        const Four open = 0.45f + 0.55f * ramp(0.5f, 7, magnitude(x - m_valley * z / 20));
        Four range = (4.6f * ridges + 2.4f * worn) * open * (0.75f + 0.45f * noise(X * 0.05f, Z * 0.05f));
        const Four fromPeak = root(squared(x - m_peakX) + squared(z - m_peakZ)) / m_peakWide;
        if (any(fromPeak < 1.25f)) {
            const Four r = fromPeak + 0.22f * noise(X * 0.3f, Z * 0.3f);
            range += m_peak * powOf(most(0, 1 - r), 1.25f) * (0.7f + 0.5f * ridges);
        }
        const Four far = ramp(34, 50, z);
        if (any(far > 0))
            range += far * 3.5f * ridgedNoise(X * 0.05f, Z * 0.05f, 4);
        return foreground + rise * range;
    }
    case Terrain::hills: {
        const float f = 0.14f * m_scale;
        Four h = 0.1f + 0.3f * meadow * layeredNoise(X * 0.3f, Z * 0.3f, 2);
        const Four near = ramp(2.5f, 15, z), far = ramp(20, 42, z);
        if (any(near > 0))
            h += near * 2.5f * (0.55f + 0.75f * layeredNoise(X * f, Z * f, 4, 0.4f));
        if (any(far > 0))
            h += far * m_peak * 0.6f * (0.5f + layeredNoise(X * 0.06f, Z * 0.06f, 4));
        return h;
    }
    case Terrain::dunes: {
        const float bend = m_bend * 2 - 0.8f;
        const Four wx = X * 0.9f + Z * bend, wz = Z - 0.4f * X * bend;
        const Four crest =
            most(0, 1 - 1.45f * magnitude(noise(wx * 0.11f + 0.5f * noise(X * 0.1f, Z * 0.1f), wz * 0.18f)));
        const Four small = most(0, 1 - 1.5f * magnitude(noise(wx * 0.3f + 9, wz * 0.42f)));
        return 0.1f + ramp(1, 8, z) * (2.3f * m_scale * crest * root(crest + 0.01f) + 0.22f * small)
            + 0.2f * layeredNoise(X * 0.2f, Z * 0.2f, 2);
    }
    case Terrain::plains: {
        Four h = 0.08f + 0.12f * meadow * layeredNoise(X * 0.2f, Z * 0.2f, 2);
        const Four far = ramp(14, 36, z);
        if (any(far > 0))
            h += far * 2.2f * m_scale * (0.4f + 0.8f * layeredNoise(X * 0.07f, Z * 0.07f, 4, 0.45f));
        return h;
    }
    case Terrain::forest: {
        Four h = 0.12f + meadow * 0.4f * layeredNoise(X * 0.2f, Z * 0.2f, 3);
        const Four near = ramp(6, 20, z), far = ramp(20, 40, z);
        if (any(near > 0))
            h += near * 2.3f * (0.5f + 0.7f * layeredNoise(X * 0.12f, Z * 0.12f, 3, 0.45f));
        if (any(far > 0))
            h += far * m_peak * 0.8f * ridgedNoise(X * 0.07f, Z * 0.07f, 4);
        return h;
    }
    case Terrain::cliffs: {
        const Four edge = m_shore + (m_bend - 0.42f) * z
            + (0.5f + 0.05f * z) * 1.2f * layeredNoise(X * 0.2f, Z * 0.2f, 5, 0.55f);
        const Four d = m_side * x - edge + 0.5f;
        Four h = four(-0.5f);
        const Four face = ramp(0, 0.45f + 0.02f * z, d + 0.12f * noise(X * 1.7f, Z * 1.7f));
        if (any(face > 0)) {
            const Four top = 2.3f * m_scale + 0.5f * layeredNoise(X * 0.15f, Z * 0.15f, 3) + ramp(0, 8, d) * 0.7f;
            h += face * (0.5f + top);
        }
        const Four fromStack = root(squared(x + m_side * 1.4f) + squared(z - 11));
        if (any(fromStack < 1.05f)) {
            const Four stack = 2.4f * m_scale * ramp(0.75f, 0.45f, fromStack + 0.25f * noise(X * 1.2f, Z * 1.2f));
            h = most(h, stack - 0.5f);
        }
        return h;
    }
    case Terrain::coast: {
        const Four d = m_side * x + m_shore - m_bend * z + 0.5f * layeredNoise(X * 0.22f, Z * 0.22f, 3);
        Four h = clamped(d * 0.13f, -0.6f, 0.28f);
        if (any(d > 0))
            h += 0.05f * ramp(0, 1, d) * layeredNoise(X * 0.6f, Z * 0.6f, 3);
        if (any(d > 1.8f))
            h += ramp(1.8f, 5, d) * 0.8f * (0.5f + layeredNoise(X * 0.3f, Z * 0.3f, 3));
        Four headland = four(-0.5f);
        const Four far = ramp(20, 32, z);
        if (any(far > 0))
            headland = far * (m_peak * (0.2f + ridgedNoise(X * 0.08f, Z * 0.05f, 5)))
                    * ramp(-0.1f, 0.4f, noise(X * 0.05f, Z * 0.03f) + 0.25f * m_side * x / z)
                - 0.5f;
        return most(h, headland);
    }
    case Terrain::islands: {
        Four h = four(-0.7f);
        for (const Island& island : m_islands) {
            const Four r = root(squared(x - island.x) + squared((z - island.z) * 0.9f)) / island.radius;
            if (!any(r <= 1.5f))
                continue;
            const Four body = 1 - r + 0.3f * layeredNoise(X * 0.45f, Z * 0.45f, 4);
            const Four beach = least(body * 0.7f, 0.12f);
            const Four there = beach
                + ramp(0.12f, 0.7f, body) * island.height * (0.6f + 0.8f * ridgedNoise(X * 0.25f, Z * 0.25f, 4));
            h = chosen(r <= 1.5f, most(h, there), h);
        }
        return h;
    }
    case Terrain::sea: {
        const FourInts land = m_scale < 1 ? FourInts{} : z >= 26;
        if (!any(land))
            return four(-1);
        const Four h = -0.8f
            + ramp(26, 36, z) * 2.6f * ridgedNoise(X * 0.08f, Z * 0.05f, 4)
                * ramp(0.05f, 0.45f, noise(X * 0.05f, Z * 0.02f) + 0.1f);
        return chosen(land, h, -1);
    }
    }
    return Four{};
}

Four Ground::carved(Four h, Four x, Four z) const
{
    const Four X = x + m_offX, Z = z + m_offZ;
    if (m_scene.water == Water::waterfall) {
        if (any(z > m_wallZ - 1.5f)) {
            const Four wall = z + 0.9f * noise(X * 0.35f, four(3)) - 1.1f * expOf(-squared((x - m_fallX) * 0.9f));
            const Four rugged = 0.35f * layeredNoise(X * 1.1f, h * 2 + Z * 0.2f, 3);
            h += m_wallHeight * ramp(m_wallZ, m_wallZ + 0.7f, wall + rugged)
                * (0.85f + 0.5f * ramp(1, 4, magnitude(x - m_fallX)) + 0.3f * noise(X * 0.4f, four(1)));
        }
        const FourInts front = z < m_wallZ + 0.4f;
        const Four fromPool = root(squared((x - m_fallX) / 2.6f) + squared((z - m_wallZ + 2.2f) / 2.2f));
        if (any(front & (fromPool < 1.4f))) {
            const Four pool = fromPool + 0.2f * layeredNoise(X * 0.4f, Z * 0.4f, 3);
            h = chosen(front, mix(h, -0.4f, ramp(1.1f, 0.9f, pool)), h);
        }
    }
    if (m_scene.water == Water::lake) {
        h = most(h, 0.05f);
        const Four e = root(squared((x - m_lakeX) / m_lakeWide) + squared((z - m_lakeZ) / m_lakeDeep));
        if (any(e < 1.45f))
            h = mix(h, -0.5f, ramp(1.12f, 0.92f, e + 0.24f * layeredNoise(X * 0.3f, Z * 0.3f, 4)));
    }
    if (m_scene.water == Water::river || m_scene.water == Water::waterfall) {
        const FourInts flows = m_scene.water == Water::river ? FourInts{-1, -1, -1, -1} : z < m_wallZ - 1.5f;
        const Four d = magnitude(x - riverX(z)) / riverHalf(z);
        Four bed = most(h, 0.06f);
        if (any(flows & (d < 5.2f))) {
            const Four rough = d + 0.12f * noise(X * 0.8f, Z * 0.8f);
            bed = mix(bed, most(0.06f, h * 0.25f), 0.85f * ramp(5, 1, rough));
            bed = mix(bed, -0.4f, ramp(1.25f, 0.8f, rough) * ramp(46, 34, z));
        }
        h = chosen(flows, bed, h);
    }
    return h;
}

Four Ground::withSite(Four h, Four x, Four z) const
{
    if (m_scene.thing == Thing::none || m_scene.thing == Thing::balloon || m_scene.thing == Thing::bridge)
        return h;
    const float wide = 0.55f * m_site.height + (m_scene.thing == Thing::castle ? 0.9f : 0.4f);
    const bool floats = m_scene.thing == Thing::boat;
    const float base = floats ? -0.35f : m_site.y - 0.03f;
    // Nothing between the eye and the foot may hide it.
    const Four across = magnitude(x - m_site.x * z / m_site.z) / (wide * (0.35f + 0.65f * z / m_site.z));
    const FourInts inSight = (z < m_site.z + 0.5f) & (across < 2);
    if (any(inSight)) {
        const Four sight = m_scene.eye + (base - 0.12f - m_scene.eye) * z / m_site.z;
        Four limit = sight;
        if (floats)
            limit = chosen(z < 0.45f * m_site.z, most(sight, 0.05f),
                least(sight, -0.1f - 0.3f * ramp(0.4f * m_site.z, m_site.z, z)));
        h = chosen(inSight, mix(h, least(h, limit), ramp(2, 1.2f, across)), h);
    }
    const Four r = root(squared(x - m_site.x) + squared((z - m_site.z))) / wide;
    const Four level = mix(h, base, ramp(2.4f, 1.1f, r));
    return floats ? least(level, h) : level;
}

Four Ground::height(Four x, Four z) const { return withSite(carved(landHeight(x, z), x, z), x, z); }

} // namespace tarn::scenes
