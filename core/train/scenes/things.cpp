#include "things.h"

#include "meshes.h"
#include "noise.h"
#include "random.h"

namespace tarn::scenes {
namespace {

/// Walls with a gable roof, 1 high.
void addHouse(Mesh& mesh, Random& random, float lamp)
{
    static constexpr std::uint32_t walls[] = {0xf0e6d2, 0xe8d0a8, 0xb0744a, 0xd8dde2},
                                   roofs[] = {0xb04a34, 0x8a3c30, 0x6a5448, 0x4e5866};
    const Colour wall = rgb(walls[random.below(4)]), roof = rgb(roofs[random.below(4)]);
    const float w = 0.55f, d = 0.42f, h = 0.5f, e = 0.07f;
    mesh.box({-w, -0.3f, -d}, {w, h, d}, wall);
    mesh.triangle({-w, h, -d}, {-w, h, d}, {-w, 1, 0}, wall);
    mesh.triangle({w, h, -d}, {w, h, d}, {w, 1, 0}, wall);
    mesh.quad(
        {-w - e, h - 0.08f, -d - e}, {w + e, h - 0.08f, -d - e}, {w + e, 1.03f, 0}, {-w - e, 1.03f, 0}, roof);
    mesh.quad({-w - e, h - 0.08f, d + e}, {w + e, h - 0.08f, d + e}, {w + e, 1.03f, 0}, {-w - e, 1.03f, 0},
        roof * 0.85f);
    mesh.box({0.22f, 0.7f, -0.2f}, {0.36f, 1.12f, -0.06f}, rgb(0x8a5a48));
    const Colour pane = rgb(0x2c3a4c);
    const float f = -d - 0.012f;
    const auto opening = [&](float x0, float y0, float x1, float y1, Colour c, float glow) {
        mesh.quad({x0, y0, f}, {x1, y0, f}, {x1, y1, f}, {x0, y1, f}, c, glow);
        mesh.quad({x0, y0, -f}, {x1, y0, -f}, {x1, y1, -f}, {x0, y1, -f}, c, glow);
    };
    opening(-0.1f, -0.1f, 0.1f, 0.32f, rgb(0x6a4028), 0);
    opening(-0.43f, 0.12f, -0.22f, 0.36f, pane, lamp);
    opening(0.22f, 0.12f, 0.43f, 0.36f, pane, lamp);
    for (const float side : {-w - 0.012f, w + 0.012f})
        mesh.quad(
            {side, 0.12f, -0.11f}, {side, 0.12f, 0.11f}, {side, 0.38f, 0.11f}, {side, 0.38f, -0.11f}, pane, lamp);
}

void addCastle(Mesh& mesh, Random& random, float lamp)
{
    const Colour stone = mix(rgb(0xb4a892), rgb(0x9a9a9c), random.unit());
    const Colour roof = random.chance(0.5f) ? rgb(0x9a4034) : rgb(0x44608a);
    mesh.box({-0.55f, -0.4f, -0.3f}, {0.55f, 0.34f, 0.3f}, stone);
    for (int i = -5; i < 6; ++i)
        mesh.box({float(i) * 0.1f - 0.03f, 0.34f, -0.31f}, {float(i) * 0.1f + 0.03f, 0.4f, -0.26f}, stone);
    const auto tower = [&](float x, float z, float high, float r, float cone) {
        mesh.tower(x, z, -0.4f, high, r * 1.06f, r, stone);
        mesh.tower(x, z, high, high + 0.05f, r * 1.2f, r * 1.2f, stone * 0.92f);
        mesh.tower(x, z, high + 0.05f, high + cone, r * 1.28f, 0.002f, roof);
        mesh.quad({x - 0.025f, high - 0.16f, z - r - 0.02f}, {x + 0.025f, high - 0.16f, z - r - 0.02f},
            {x + 0.025f, high - 0.07f, z - r - 0.02f}, {x - 0.025f, high - 0.07f, z - r - 0.02f}, rgb(0x22262e),
            lamp);
    };
    tower(-0.55f, -0.28f, 0.52f, 0.13f, 0.3f);
    tower(0.55f, -0.28f, 0.48f, 0.13f, 0.3f);
    tower(0.5f, 0.3f, 0.56f, 0.12f, 0.28f);
    tower(-0.16f, 0.1f, 0.7f, 0.16f, 0.34f);
    tower(0.22f, 0.12f, 0.58f, 0.12f, 0.28f);
    mesh.quad({-0.09f, -0.3f, -0.315f}, {0.09f, -0.3f, -0.315f}, {0.09f, 0.14f, -0.315f}, {-0.09f, 0.14f, -0.315f},
        rgb(0x3a2c24), lamp * 0.3f);
}

void addLighthouse(Mesh& mesh, Random& random, float lamp)
{
    const Colour white = rgb(0xf2efe8), band = random.chance(0.7f) ? rgb(0xc43a30) : rgb(0x2e5a94);
    const int bands = 5;
    for (int i = 0; i < bands; ++i) {
        const float y0 = 0.78f * float(i) / bands, y1 = 0.78f * float(i + 1) / bands;
        mesh.tower(
            0, 0, i == 0 ? -0.3f : y0, y1, 0.135f - 0.065f * y0, 0.135f - 0.065f * y1, i % 2 ? band : white, 18);
    }
    mesh.tower(0, 0, 0.78f, 0.81f, 0.12f, 0.12f, rgb(0x3a3e46));
    mesh.tower(0, 0, 0.81f, 0.9f, 0.06f, 0.06f, rgb(0xf6e6a8));
    if (lamp > 0)
        mesh.quad({-0.055f, 0.815f, -0.09f}, {0.055f, 0.815f, -0.09f}, {0.055f, 0.895f, -0.09f},
            {-0.055f, 0.895f, -0.09f}, rgb(0xfff0b0), 1.6f);
    mesh.tower(0, 0, 0.9f, 1.0f, 0.09f, 0.004f, band * 0.9f);
    mesh.box({0.12f, -0.2f, -0.1f}, {0.36f, 0.12f, 0.12f}, white);
    mesh.quad({0.1f, 0.12f, -0.12f}, {0.38f, 0.12f, -0.12f}, {0.38f, 0.22f, 0.01f}, {0.1f, 0.22f, 0.01f}, band);
    mesh.quad({0.1f, 0.12f, 0.14f}, {0.38f, 0.12f, 0.14f}, {0.38f, 0.22f, 0.01f}, {0.1f, 0.22f, 0.01f}, band);
}

void addBoat(Mesh& mesh, Random& random)
{
    static constexpr std::uint32_t hulls[] = {0xb83a30, 0x2c5a8c, 0x7a4a2c, 0xf0ece2},
                                   sails[] = {0xfaf6ea, 0xfaf6ea, 0xe07a3c};
    const Colour hull = rgb(hulls[random.below(4)]), sail = rgb(sails[random.below(3)]);
    const int parts = 8;
    for (int i = 0; i < parts; ++i) {
        const auto ring = [](int k) {
            const float t = float(k) / parts * 2 - 1; // stern to bow
            return Vec3{t * 0.42f, 0.1f + 0.06f * t * t, 0.13f * root(most(0, 1 - t * t * t * t))};
        };
        const Vec3 a = ring(i), b = ring(i + 1);
        for (const float side : {-1.f, 1.f}) {
            mesh.quad({a.x * 0.8f, -0.06f, 0}, {b.x * 0.8f, -0.06f, 0}, {b.x, b.y, side * b.z},
                {a.x, a.y, side * a.z}, hull);
            mesh.quad({a.x, a.y, side * a.z * 1.04f}, {b.x, b.y, side * b.z * 1.04f},
                {b.x, b.y + 0.025f, side * b.z * 1.04f}, {a.x, a.y + 0.025f, side * a.z * 1.04f}, rgb(0xf0e8d8));
        }
    }
    mesh.box({-0.02f, 0.08f, -0.01f}, {0.0f, 1.0f, 0.01f}, rgb(0x5a4232));
    const auto belly = [](float x, float y) { return Vec3{x, y, -0.07f * sinOf(pi * saturated(y))}; };
    for (int i = 0; i < 6; ++i) {
        const float y0 = 0.19f + 0.77f * float(i) / 6, y1 = 0.19f + 0.77f * float(i + 1) / 6;
        const auto leech = [](float y) { return -0.03f - 0.37f * root(most(0, (0.97f - y) / 0.78f)); };
        const auto luff = [](float y) { return 0.02f + 0.36f * most(0, (0.9f - y) / 0.71f); };
        mesh.quad(belly(-0.03f, y0), belly(leech(y0), y0), belly(leech(y1), y1), belly(-0.03f, y1), sail);
        mesh.quad(belly(0.02f, y0), belly(luff(y0), y0), belly(luff(y1), y1), belly(0.02f, y1), sail * 0.93f);
    }
}

void addWindmill(Mesh& mesh, Random& random, float lamp)
{
    const Colour wall = random.chance(0.6f) ? rgb(0xefe6d6) : rgb(0xa8683e), cap = rgb(0x6a4438),
                 wood = rgb(0x4c382c);
    mesh.tower(0, 0, -0.3f, 0.62f, 0.22f, 0.13f, wall, 12);
    mesh.tower(0, 0, 0.62f, 0.66f, 0.15f, 0.15f, cap, 12);
    mesh.tower(0, 0, 0.66f, 0.8f, 0.145f, 0.01f, cap, 12);
    mesh.quad({-0.05f, -0.1f, -0.235f}, {0.05f, -0.1f, -0.235f}, {0.05f, 0.13f, -0.215f}, {-0.05f, 0.13f, -0.215f},
        wood);
    mesh.quad({-0.035f, 0.3f, -0.205f}, {0.035f, 0.3f, -0.205f}, {0.035f, 0.39f, -0.195f},
        {-0.035f, 0.39f, -0.195f}, rgb(0x2c3644), lamp);
    const float start = random.between(0.2f, 1.3f);
    const Vec3 hub{0, 0.66f, -0.24f};
    for (int i = 0; i < 4; ++i) {
        const float a = start + float(i) * pi / 2, c = cosOf(a), s = sinOf(a);
        const auto at = [&](float along, float aside) {
            return hub + Vec3{c * along - s * aside, s * along + c * aside, 0};
        };
        mesh.quad(at(0, -0.012f), at(0.46f, -0.012f), at(0.46f, 0.012f), at(0, 0.012f), wood);
        mesh.quad(at(0.1f, 0.012f), at(0.46f, 0.012f), at(0.46f, 0.11f), at(0.1f, 0.11f), rgb(0xf2eadb));
    }
}

void addBalloon(Mesh& mesh, Random& random)
{
    static constexpr std::uint32_t pairs[][2] = {{0xd8402e, 0xf6c63c}, {0x2e62b4, 0xf2efe6}, {0xe8762a, 0x3a8a9a},
        {0x8a3a8c, 0xf0b83c}, {0xc8323c, 0xf4f0e8}};
    const int pick = random.below(5);
    std::vector<Colour> gores;
    for (int i = 0; i < 10; ++i)
        gores.push_back(rgb(pairs[pick][i % 2]));
    std::vector<Vec3> profile{{0.06f, 0.2f, 0}};
    for (int i = 0; i <= 10; ++i) {
        const float t = float(i) / 10, angle = -0.95f + t * (pi / 2 + 0.95f);
        profile.push_back(
            {0.36f * cosOf(angle) * (angle < 0 ? 1 - 0.12f * angle * angle : 1), 0.63f + 0.37f * sinOf(angle), 0});
    }
    mesh.turned(profile, gores, 20);
    mesh.box({-0.055f, 0, -0.055f}, {0.055f, 0.09f, 0.055f}, rgb(0x7a5230));
    for (const float x : {-0.05f, 0.05f})
        mesh.quad({x - 0.006f, 0.08f, -0.05f}, {x + 0.006f, 0.08f, -0.05f}, {x * 1.2f + 0.006f, 0.22f, -0.05f},
            {x * 1.2f - 0.006f, 0.22f, -0.05f}, rgb(0x3a2c20));
}

/// A stone arch over the river, its road along x; `span` is half the opening.
void addBridge(Mesh& mesh, Random& random, float span)
{
    const Colour stone = mix(rgb(0xb0a48e), rgb(0x9a948c), random.unit());
    const int parts = 18;
    const float reach = span * 1.9f;
    const auto road = [&](float x) { return 0.92f - 0.3f * squared(x / reach); };
    const auto arch = [&](float x) {
        return magnitude(x) < span ? 0.66f * root(1 - squared(x / span)) - 0.05f : -0.4f;
    };
    for (int i = 0; i < parts; ++i) {
        const float a = reach * (2 * float(i) / parts - 1), b = reach * (2 * float(i + 1) / parts - 1);
        for (const float z : {-0.22f, 0.22f}) {
            mesh.quad(
                {a, arch(a), z}, {b, arch(b), z}, {b, road(b), z}, {a, road(a), z}, stone * (i % 2 ? 1.f : 0.94f));
            mesh.quad({a, road(a), z * 1.12f}, {b, road(b), z * 1.12f}, {b, road(b) + 0.13f, z * 1.12f},
                {a, road(a) + 0.13f, z * 1.12f}, stone * 1.1f);
        }
        mesh.quad(
            {a, arch(a), -0.22f}, {b, arch(b), -0.22f}, {b, arch(b), 0.22f}, {a, arch(a), 0.22f}, stone * 0.55f);
        mesh.quad({a, road(a), -0.22f}, {b, road(b), -0.22f}, {b, road(b), 0.22f}, {a, road(a), 0.22f}, stone);
    }
}

} // namespace

void drawThing(Frame& frame, const Scene& scene, const Ground& ground, const Light& light)
{
    if (scene.thing == Thing::none)
        return;
    Random random(scene.seed, Draws::thing);
    Mesh mesh;
    const Site& site = ground.site();
    const bool dim = scene.time == TimeOfDay::night || (scene.time == TimeOfDay::sunset && random.chance(0.6f));
    const float lamp = dim ? 1.f : 0;
    float turn = scene.thingTurn;
    switch (scene.thing) {
    case Thing::house:
        addHouse(mesh, random, lamp);
        break;
    case Thing::castle:
        addCastle(mesh, random, lamp);
        turn *= 0.6f;
        break;
    case Thing::lighthouse:
        addLighthouse(mesh, random, lamp);
        break;
    case Thing::boat:
        addBoat(mesh, random);
        break;
    case Thing::windmill:
        addWindmill(mesh, random, lamp);
        break;
    case Thing::balloon:
        addBalloon(mesh, random);
        break;
    case Thing::bridge:
        addBridge(mesh, random, 1.35f * ground.riverHalf(site.z) / site.height);
        turn *= 0.25f;
        break;
    case Thing::none:
        break;
    }
    mesh.place({site.x, site.y, site.z}, site.height, turn);
    const bool land = scene.thing != Thing::balloon && scene.thing != Thing::boat && scene.thing != Thing::bridge;
    if (land && !light.dull)
        shadowMesh(frame, mesh, light.toSun, site.y);
    drawMesh(frame, mesh, Surface::thing, land || scene.thing == Thing::bridge ? 0.3f : 0);
}

void drawWaterfall(Frame& frame, const Scene& scene, const Ground& ground)
{
    if (scene.water != Water::waterfall)
        return;
    const View& view = frame.view;
    const float x0 = ground.fallX(), z = ground.fallZ() - 0.55f, half = 0.36f + 0.05f * ground.fallHeight();
    const float top = most(ground.fallHeight() * 0.8f, ground.height(x0, ground.fallZ() + 1.9f));
    const float off = float(scene.seed & 255);
    const int first = int(most(0, view.row(top, z))), last = int(least(float(view.height), view.row(-0.02f, z)));
    for (int y = first; y < last; ++y) {
        const float h = view.worldY(float(y) + 0.5f, z), down = 1 - h / top;
        const float wide = half * (0.7f + 0.45f * down) + 0.05f * noise(h * 2.1f, off);
        for (int x = int(view.column(x0 - wide, z)); x <= int(view.column(x0 + wide, z)); ++x) {
            const float u = view.worldX(float(x) + 0.5f, z) - x0;
            const float streak =
                0.5f + 0.5f * noise(u * 9 + off, h * 0.9f) + 0.25f * noise(u * 21, h * 2.2f + off);
            if (magnitude(u) > wide * (0.82f + 0.18f * streak))
                continue;
            const float white = 0.62f + 0.36f * streak + 0.2f * ramp(0.75f, 1, down);
            frame.put(x, y, z - 0.4f, Surface::waterfall, Colour{0.86f, 0.93f, 1.0f} * least(white, 1),
                {0, 0.55f, -0.83f});
        }
    }
    // Spray at its foot.
    for (int k = 0; k < 260; ++k) {
        const float a = cellNoise(k, 5) * 2 - 1, b = cellNoise(k, 6);
        const float px = view.column(x0 + a * half * 1.7f, z), py = view.row(0.05f + 0.35f * b * (1 - a * a), z);
        const int r = int(view.focal / z * 0.035f) + 1;
        for (int dy = -r; dy <= r; ++dy)
            for (int dx = -r; dx <= r; ++dx)
                if (dx * dx + dy * dy <= r * r && cellNoise(k * 31 + dx, dy) < 0.7f)
                    frame.put(int(px) + dx, int(py) + dy, z - 0.6f, Surface::waterfall, {0.88f, 0.93f, 0.98f},
                        {0, 0.8f, -0.6f});
    }
}

} // namespace tarn::scenes
