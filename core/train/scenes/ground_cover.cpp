#include "ground.h"
#include "noise.h"

namespace tarn::scenes {
namespace {

FourInts surfaces(Surface one) { return FourInts{} + std::int32_t(one); }

} // namespace

FourColours Ground::grass(Four x, Four z, Four fine) const
{
    const Four X = x + m_offX, Z = z + m_offZ;
    const Four patches = noise(X * 0.4f + 5, Z * 0.4f);
    FourColours c = mix(m_grass, m_dry, saturated(0.35f + 0.6f * patches));
    c *= m_scene.season == Season::winter ? 1 + 0.05f * fine : 1 + 0.4f * fine;
    if (!m_scene.flowers)
        return c;
    const float grid = 4.5f;
    const FourInts ix = floorInt(X * grid), iz = floorInt(Z * grid);
    const FourInts flowers = (z < 16) & (cellNoise(ix, iz) < 0.4f * ramp(-0.3f, 0.3f, patches) + 0.06f)
        & (squared(X * grid - toFloats(ix) - 0.5f) + squared(Z * grid - toFloats(iz) - 0.5f) < 0.11f);
    if (!any(flowers))
        return c;
    const Four k = cellNoise(ix + 77, iz);
    const FourColours flower = chosen(
        k < 0.35f, rgb(0xf4d93a), chosen(k < 0.6f, rgb(0xec8aa8), chosen(k < 0.8f, rgb(0xf6f3ef), rgb(0x9a68d0))));
    return chosen(flowers, mix(c, flower, 0.9f * ramp(16, 9, z)), c);
}

FourColours Ground::fields(const FourColours& grass, Four x, Four z, Four distance, Four fine) const
{
    static constexpr Colour palettes[3][4] = {{rgb(0xe2cc46), rgb(0x8ab04e), rgb(0x8a6c4a), rgb(0x9cbc58)},
        {rgb(0xdcbc62), rgb(0x8f7ab0), rgb(0x6a9440), rgb(0xc8a850)},
        {rgb(0xa87844), rgb(0xc89c52), rgb(0x7c5c40), rgb(0x9a8a48)}};
    const auto& palette = palettes[m_scene.season == Season::spring ? 0
            : m_scene.season == Season::summer                      ? 1
                                                                    : 2];
    const Four u = x * 0.8f + z * 0.2f, w = z - 0.2f * x;
    const FourInts iu = floorInt(u * 0.17f), iw = floorInt(w * 0.2f);
    const Four k = cellNoise(iu, iw);
    const FourInts kind = toInts(k * 4) & 3;
    FourColours crop = gathered(palette[kind[0]], palette[kind[1]], palette[kind[2]], palette[kind[3]]);
    const Four rows = 0.5f + 0.5f * sinOf(chosen(k < 0.5f, u, w) * 9);
    crop *= 1 + 0.25f * (rows - 0.5f) * ramp(18, 6, distance) + 0.25f * fine;
    const Four edge = most(magnitude(u * 0.17f - toFloats(iu) - 0.5f), magnitude(w * 0.2f - toFloats(iw) - 0.5f));
    return mix(mix(grass, crop, 0.85f), m_grass * 0.5f, 0.7f * ramp(0.46f, 0.485f, edge));
}

Ground::Cover Ground::cover(const FourVec3& p, const FourVec3& n) const
{
    const Four X = p.x + m_offX, Z = p.z + m_offZ;
    const Four coarse = layeredNoise(X * 0.9f, Z * 0.9f, 3);
    Four fine = coarse;
    if (any(p.z < 10))
        fine = coarse + chosen(p.z < 10, 0.7f * ramp(10, 4, p.z) * layeredNoise(X * 5, Z * 5, 2), 0);
    const auto rocky = [&](float strata) {
        const Four bands = noise(p.y * strata + 0.6f * coarse, X * 0.25f);
        return m_rock * (0.95f + 0.3f * bands + 0.35f * layeredNoise(X * 1.6f, p.y * 2.2f + Z * 0.4f, 3));
    };
    Cover out{{}, surfaces(Surface::grass)};
    const auto covered = [&out](Four amount, const auto& colour, Surface surface) {
        out.albedo = mix(out.albedo, colour, amount);
        out.surface = chosenInts(amount > 0.5f, surfaces(surface), out.surface);
    };
    const bool winter = m_scene.season == Season::winter;
    const Four wet = ramp(0.1f, 0.01f, p.y);
    switch (m_scene.terrain) {
    case Terrain::dunes: {
        const Four ripple = sinOf((Z + 0.35f * X) * 12 + 4 * noise(X * 0.7f, Z * 0.7f));
        return {m_sand * (1 + 0.08f * coarse + 0.07f * ripple * ramp(10, 3, p.z)), surfaces(Surface::sand)};
    }
    case Terrain::coast:
    case Terrain::islands:
    case Terrain::sea: {
        out = {m_sand * (1 + 0.1f * fine) * mix(1, 0.55f, 0.8f * wet), surfaces(Surface::sand)};
        covered(ramp(0.2f, 0.36f, p.y + 0.1f * coarse), rgb(0x64863c) * (1 + 0.5f * fine), Surface::grass);
        const Four steep = ramp(0.82f, 0.62f, n.y + 0.08f * coarse) * ramp(0.15f, 0.4f, p.y);
        if (any(steep > 0))
            covered(steep, rocky(3), Surface::rock);
        return out;
    }
    case Terrain::cliffs: {
        const Four green = ramp(0.7f, 0.86f, n.y) * ramp(0.35f, 0.8f, p.y);
        out = {rocky(3.5f) * Colour{1.15f, 1.05f, 0.92f}, surfaces(Surface::rock)};
        if (any(green > 0))
            covered(green, mix(grass(p.x, p.z, fine), rgb(0x6b8a3e), 0.5f) * (1 + 0.3f * fine), Surface::grass);
        out.albedo *= mix(1, 0.5f, ramp(0.2f, 0.02f, p.y));
        return out;
    }
    default:
        break;
    }
    out.albedo = grass(p.x, p.z, fine);
    if (m_scene.terrain == Terrain::plains && !winter && m_bend > 0.34f) {
        const FourInts tilled = p.z > 2.5f;
        out.albedo = chosen(tilled, fields(out.albedo, X, Z, p.z, fine), out.albedo);
        out.surface = chosenInts(tilled, surfaces(Surface::field), out.surface);
    }
    if (m_scene.terrain == Terrain::forest && !winter)
        out.albedo *= 0.8f;
    Four bare = ramp(0.74f, 0.58f, n.y + 0.1f * coarse);
    if (m_scene.terrain == Terrain::mountains && !winter)
        bare = most(bare, ramp(1.6f, 3.4f, p.y - coarse));
    if (any(bare > 0))
        covered(bare, rocky(2.4f), Surface::rock);
    if (m_snowLine < noSnow) {
        const Four line = m_snowLine + 1.3f * layeredNoise(X * 0.5f, Z * 0.5f, 3);
        covered(ramp(line - 0.3f, line + 0.6f, p.y) * ramp(0.3f, 0.56f, n.y + 0.14f * coarse), rgb(0xf0f4fa),
            Surface::snow);
    }
    if (m_scene.water != Water::none && !winter)
        out.albedo = mix(out.albedo, mix(m_rock, rgb(0x8a7a5e), 0.6f), 0.7f * wet);
    return out;
}

} // namespace tarn::scenes
