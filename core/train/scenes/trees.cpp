#include "trees.h"

#include "noise.h"

namespace tarn::scenes {
namespace {

/// A tree in pixels: its foot, its height, and colours.
struct Plant {
    float x, y, high, z, seed;
    Colour leaf, wood;
    float snow; ///< on top of branches, 0 ... 1
};

void drawStroke(
    Frame& frame, float x0, float y0, float x1, float y1, float w0, float w1, float z, Surface what, Colour c)
{
    const int steps = int(most(magnitude(x1 - x0), magnitude(y1 - y0)) * 1.3f) + 1;
    for (int k = 0; k <= steps; ++k) {
        const float t = float(k) / float(steps), w = most(0.5f, mix(w0, w1, t));
        const float x = mix(x0, x1, t), y = mix(y0, y1, t);
        for (int px = int(x - w + 0.5f); px < int(x + w + 0.5f) + (w <= 0.5f); ++px) {
            const float side = saturated((float(px) + 0.5f - x) / w * 0.5f + 0.5f) * 2 - 1;
            frame.put(px, int(y), z, what, c, normalised({side, 0.2f, -0.6f}));
        }
    }
}

/// Puts those of four pixels of a tree that `mask` names.
void putFour(
    Frame& frame, const FourPixels& pixels, FourInts mask, float z, const FourColours& c, const FourVec3& normal)
{
    for (int k = 0; k < 4; ++k)
        if (mask[k])
            frame.put(pixels.column[k], pixels.row[k], z, Surface::tree, single(c, k), single(normal, k));
}

void drawConifer(Frame& frame, const Plant& p)
{
    const float wide = p.high * 0.24f;
    drawStroke(
        frame, p.x, p.y, p.x, p.y - 0.2f * p.high, p.high * 0.025f, p.high * 0.02f, p.z, Surface::tree, p.wood);
    const float tiers = clamped(p.high / 6, 3, 9);
    const auto v = [&](auto y) { return (y + 0.5f - (p.y - p.high)) / (0.92f * p.high); }; // 0 at the tip
    const auto within = [&](auto y) { return v(y) * tiers - toFloats(floorInt(v(y) * tiers)); }; // its tier
    const auto edge = [&](auto y) { return wide * (0.04f + 0.96f * v(y)) * (0.62f + 0.38f * within(y)); };
    const auto draw = [&](const FourPixels& pixels) {
        const Four x = pixels.x(), y = pixels.y(), u = (x + 0.5f - p.x) / edge(y), inTier = within(y);
        const Four rough = noise(x * 0.31f + p.seed, y * 0.31f);
        const Four snow = p.snow * ramp(0.2f, 0.55f, 1 - inTier + 0.3f * rough);
        const FourColours c =
            mix(p.leaf * (0.62f + 0.5f * inTier + 0.3f * rough), Colour{0.86f, 0.89f, 0.95f}, snow);
        const FourVec3 normal =
            normalised(FourVec3{u * 0.9f + 0.3f * rough, 0.55f - 0.5f * (1 - inTier), four(-0.65f)});
        putFour(frame, pixels, magnitude(u) <= 0.92f + 0.3f * rough, p.z, c, normal);
    };
    Fours needles(frame, draw);
    for (int y = int(p.y - p.high); y < int(p.y - 0.08f * p.high); ++y) {
        const float half = edge(float(y));
        for (int x = int(p.x - half - 1); x <= int(p.x + half + 1); ++x)
            if (frame.shows(x, y, p.z))
                needles.add(x, y);
    }
}

/// A crown of round heaps, `slim` as wide as high.
void drawCrown(Frame& frame, const Plant& p, float from, float slim)
{
    const float ry = 0.5f * p.high * (1 - from), rx = ry * slim, cy = p.y - p.high + ry;
    const float scale = 3.2f / most(ry, 1);
    const auto across = [&](auto x) { return (x + 0.5f - p.x) / rx; };
    const auto down = [&](auto y) { return (y + 0.5f - cy) / ry; };
    const auto draw = [&](const FourPixels& pixels) {
        const Four x = pixels.x(), y = pixels.y(), u = across(x), v = down(y);
        const Four coarse = noise(x * scale * 0.7f + p.seed, y * scale * 0.7f);
        const Four lumps = coarse + 0.5f * noise(x * scale * 1.9f, y * scale * 1.9f + p.seed);
        const Four r2 = u * u + v * v + 0.34f * lumps * chosen(v > 0.4f, 0.5f, 1);
        const FourInts inside = r2 <= 0.96f;
        if (!any(inside))
            return;
        const Four front = root(most(0.05f, 1 - r2));
        const Four fine = noise(x * 0.7f, y * 0.7f + p.seed);
        const Four above = noise(x * scale * 0.7f + p.seed, (y - ry * 0.16f) * scale * 0.7f);
        const Four dent = 0.7f * (lumps - above);
        const FourColours c = mix(p.leaf * (0.82f - 0.28f * lumps - 0.26f * v + 0.2f * fine),
            Colour{0.86f, 0.89f, 0.95f}, p.snow * ramp(0.1f, -0.5f, v + 0.6f * lumps));
        putFour(frame, pixels, inside, p.z, c, normalised(FourVec3{u + 0.5f * fine, -v + dent + 0.1f, -front}));
    };
    Fours leaves(frame, draw);
    for (int y = int(cy - ry * 1.15f); y <= int(cy + ry * 1.1f); ++y)
        for (int x = int(p.x - rx * 1.15f); x <= int(p.x + rx * 1.15f); ++x)
            if (frame.shows(x, y, p.z) && squared(across(float(x))) + squared(down(float(y))) <= 1.35f)
                leaves.add(x, y);
}

void drawBranches(
    Frame& frame, const Plant& p, float x, float y, float dx, float dy, float width, int depth, int salt)
{
    const float x1 = x + dx, y1 = y + dy;
    drawStroke(frame, x, y, x1, y1, width, width * 0.65f, p.z, Surface::tree,
        mix(p.wood, Colour{0.8f, 0.83f, 0.9f}, p.snow * 0.25f));
    if (depth == 0)
        return;
    for (int k = 0; k < 3; ++k) {
        const float bend = (float(k) - 1) * 0.55f + 0.5f * (cellNoise(salt * 3 + k, int(p.seed)) - 0.5f);
        const float c = cosOf(bend), s = sinOf(bend),
                    shrink = 0.62f + 0.16f * cellNoise(salt * 7 + k, int(p.seed) + 9);
        drawBranches(frame, p, x1, y1, (dx * c - dy * s) * shrink, (dx * s + dy * c) * shrink - 0.02f * p.high,
            width * 0.6f, depth - 1, salt * 3 + k + 1);
    }
}

void drawPalm(Frame& frame, const Plant& p)
{
    const float lean = (cellNoise(int(p.seed), 1) - 0.5f) * 0.5f * p.high;
    float tx = p.x, ty = p.y;
    for (int k = 1; k <= 10; ++k) {
        const float t = float(k) / 10, x = p.x + lean * t * t, y = p.y - 0.8f * p.high * t;
        drawStroke(frame, tx, ty, x, y, p.high * 0.028f * (1.3f - 0.5f * t), p.high * 0.028f * (1.25f - 0.5f * t),
            p.z, Surface::palm, p.wood * (k % 2 ? 1.f : 0.85f));
        tx = x;
        ty = y;
    }
    const int fronds = 11;
    for (int f = 0; f < fronds; ++f) {
        const float angle = pi * (0.06f + 0.88f * (float(f) + 0.6f * cellNoise(f, int(p.seed))) / fronds);
        const float reach = p.high * (0.36f + 0.12f * cellNoise(f, int(p.seed) + 3));
        const float vx = cosOf(angle) * reach, vy = -sinOf(angle) * reach * 0.75f;
        float px = tx, py = ty;
        for (int k = 1; k <= 12; ++k) {
            const float t = float(k) / 12;
            const float x = tx + vx * t, y = ty + vy * t + 0.62f * reach * t * t;
            drawStroke(frame, px, py, x, y, 0.6f, 0.5f, p.z, Surface::palm, p.leaf);
            const float hang = reach * 0.24f * sinOf(pi * (0.15f + 0.8f * t));
            drawStroke(frame, x, y, x + 0.3f * hang * (vx > 0 ? 1.f : -1.f), y + hang, p.high * 0.012f, 0.4f, p.z,
                Surface::palm, p.leaf * (0.7f + 0.4f * cellNoise(f, k)));
            px = x;
            py = y;
        }
    }
}

Colour leafColour(const Scene& scene, TreeKind kind, float drawn, float other)
{
    if (kind == TreeKind::conifer)
        return mix(rgb(0x1f4428), rgb(0x37603a), drawn);
    if (kind == TreeKind::palm)
        return mix(rgb(0x3f7a34), rgb(0x6a9840), drawn);
    switch (scene.season) {
    case Season::spring:
        if (other < 0.22f && kind == TreeKind::broadleaf)
            return mix(rgb(0xf0b4c8), rgb(0xf6dce4), drawn); // blossom
        return mix(rgb(0x7cae44), rgb(0xa2c45a), drawn);
    case Season::autumn:
        return other < 0.4f ? mix(rgb(0xd8862a), rgb(0xe2ac38), drawn) : mix(rgb(0xb0402a), rgb(0xd0702c), drawn);
    default:
        return mix(rgb(0x35662c), rgb(0x5f8c38), drawn);
    }
}

void drawTree(Frame& frame, const Scene& scene, Plant p, TreeKind kind)
{
    const bool winter = scene.season == Season::winter;
    p.snow = winter ? 0.75f : 0;
    p.wood = kind == TreeKind::birch ? rgb(0xd8d4cc) : kind == TreeKind::palm ? rgb(0x8a6e4e) : rgb(0x5a4434);
    if (kind == TreeKind::conifer)
        return drawConifer(frame, p);
    if (kind == TreeKind::palm)
        return drawPalm(frame, p);
    if (winter)
        return drawBranches(frame, p, p.x, p.y, 0.03f * p.high, -0.36f * p.high, p.high * 0.035f,
            p.high > 24      ? 4
                : p.high > 9 ? 3
                             : 2,
            1);
    const float slim = kind == TreeKind::poplar ? 0.32f : kind == TreeKind::birch ? 0.58f : 1.0f;
    const float from = kind == TreeKind::poplar ? 0.08f : kind == TreeKind::birch ? 0.3f : 0.28f;
    drawStroke(
        frame, p.x, p.y, p.x, p.y - 0.55f * p.high, p.high * 0.035f, p.high * 0.02f, p.z, Surface::tree, p.wood);
    drawCrown(frame, p, from, slim);
}

void shadowBelow(Frame& frame, const Plant& p, float wide, Vec3 toSun)
{
    const float ry = most(1, wide * 0.28f), shift = -toSun.x * wide * 0.9f;
    for (int y = int(p.y - ry); y <= int(p.y + ry); ++y)
        for (int x = int(p.x + shift - wide * 1.3f); x <= int(p.x + shift + wide * 1.3f); ++x) {
            if (x < 0 || y < 0 || x >= frame.view.width || y >= frame.view.height)
                continue;
            const std::size_t i = frame.at(x, y);
            const float r = squared((float(x) - p.x - shift) / (wide * 1.3f)) + squared((float(y) - p.y) / ry);
            if (r < 1 && frame.surface[i] != Surface::sky && frame.surface[i] < Surface::water
                && magnitude(frame.distance[i] - p.z) < 0.25f * p.z)
                frame.sunlit[i] *= mix(0.25f, 1, r);
        }
}

void drawGrass(Frame& frame, const Scene& scene, Random& random)
{
    const View& view = frame.view;
    const int count = view.width * 7;
    for (int k = 0; k < count; ++k) {
        const int x = random.below(view.width);
        const float t = random.unit(), lean = random.between(-0.5f, 0.5f), shade = random.between(0.6f, 1.25f);
        const int y = int(mix(view.horizon, float(view.height) + 6, root(t)));
        if (y < 0 || y >= view.height)
            continue;
        const std::size_t i = frame.at(x, y);
        if (frame.surface[i] != Surface::grass || frame.distance[i] > 9)
            continue;
        const float z = frame.distance[i],
                    high = view.focal * 0.075f / z * (scene.season == Season::winter ? 0.6f : 1);
        const Colour c = frame.albedo[i] * shade;
        const float lit = frame.sunlit[i];
        for (int s = 0; s < int(high); ++s) {
            const int px = x + int(lean * float(s)), py = y - s;
            if (frame.put(
                    px, py, z - 0.02f, Surface::grass, c * (0.75f + 0.35f * float(s) / high), {0, 0.9f, -0.3f}))
                frame.sunlit[frame.at(px, py)] = lit;
        }
    }
}

} // namespace

void drawPlants(Frame& frame, const Scene& scene, const Ground& ground, const HeightGrid& grid, const Light& light)
{
    Random random(scene.seed, Draws::trees);
    Random blades(scene.seed, Draws::grass);
    if (scene.terrain != Terrain::dunes && scene.terrain != Terrain::coast && scene.plants != Plants::none)
        drawGrass(frame, scene, blades);
    if (scene.plants < Plants::trees)
        return;
    const View& view = frame.view;
    const bool dense = scene.plants == Plants::forest, palms = scene.plants == Plants::palms;
    const int count = dense ? 1500 : palms ? 120 : 240;
    const Site& site = ground.site();
    const float off = float(scene.seed % 509);
    int drawn = 0;
    for (int k = 0; k < count; ++k) {
        // Evenly spread in the picture's depth, not in space.
        const float z = dense ? 3.4f * expOf(2.5f * random.unit())
                              : (palms ? 3.6f : 4.2f) * expOf((palms ? 1.3f : 2.1f) * random.unit());
        const float place = random.unit(), size = random.between(0.75f, 1.25f), a = random.unit(),
                    b = random.unit(), salt = random.unit() * 500;
        const float column = mix(-0.06f, 1.06f, place) * float(view.width);
        const float x = view.worldX(column, z), h = grid.height(four(x), four(z))[0];
        const float side = magnitude(place - 0.5f) * 2;
        const float group = noise(x * 0.25f + off, z * 0.25f);
        const bool first = palms && drawn < 1;
        if (dense ? group < -0.45f + 0.55f * ramp(11, 4, z) * (1.6f - 2 * side)
                  : !first && group < (palms ? -0.1f : 0.05f + 0.4f * ramp(9, 4, z) * (1 - side)))
            continue;
        const float lowest = palms ? 0.1f : 0.12f;
        if (h < lowest || h > (scene.terrain == Terrain::mountains ? 2.6f : 6)
            || grid.normal(four(x), four(z)).y[0] < 0.74f)
            continue;
        // Room for the thing, and for the sight of it.
        if (scene.thing != Thing::none && z < site.z + 1.2f) {
            const float wide = view.focal * site.height / site.z * 0.75f;
            const float own = view.focal * 0.5f / z;
            if (magnitude(column - view.column(site.x, site.z)) < wide + own)
                continue;
        }
        TreeKind kind = scene.tree;
        if (!palms && b > 0.88f)
            kind = kind == TreeKind::conifer          ? TreeKind::broadleaf
                : scene.terrain == Terrain::mountains ? TreeKind::conifer
                                                      : kind;
        const float tall = (palms                              ? 1.5f
                                   : kind == TreeKind::poplar  ? 1.7f
                                   : kind == TreeKind::conifer ? 1.35f
                                                               : 1.1f)
            * size * (dense && z < 7 ? 1.25f : 1);
        Plant p{column, view.row(h, z) + 1, view.focal * tall / z, z - 0.1f, salt,
            leafColour(scene, kind, a, cellNoise(k, 40)), {}, 0};
        if (p.high < 2)
            continue;
        if (!light.dull)
            shadowBelow(frame, p, p.high * (kind == TreeKind::conifer ? 0.24f : 0.36f), light.toSun);
        drawTree(frame, scene, p, kind);
        ++drawn;
    }
}

} // namespace tarn::scenes
