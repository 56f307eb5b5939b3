#include "maths.h"
#include "random.h"

#include <scenes/scene.h>

namespace tarn {
namespace {

using scenes::Draws;
using scenes::Random;

bool isInland(Terrain terrain)
{
    return terrain == Terrain::mountains || terrain == Terrain::hills || terrain == Terrain::plains
        || terrain == Terrain::forest;
}

bool isByTheSea(Terrain terrain)
{
    return terrain == Terrain::cliffs || terrain == Terrain::coast || terrain == Terrain::islands
        || terrain == Terrain::sea;
}

Water waterOf(Terrain terrain, Random& random)
{
    const auto drawn = [&](float none, float river, float lake, float waterfall) {
        return Water(random.weighted({none, river, lake, waterfall}));
    };
    switch (terrain) {
    case Terrain::mountains:
        return drawn(0.32f, 0.2f, 0.33f, 0.15f);
    case Terrain::hills:
        return drawn(0.44f, 0.24f, 0.26f, 0.06f);
    case Terrain::plains:
        return drawn(0.58f, 0.28f, 0.14f, 0);
    case Terrain::forest:
        return drawn(0.4f, 0.22f, 0.24f, 0.14f);
    case Terrain::dunes:
        return Water::none;
    default:
        return Water::sea;
    }
}

Season seasonOf(Terrain terrain, Weather weather, Random& random)
{
    if (!isInland(terrain))
        return Season::none;
    if (weather == Weather::snow)
        return Season::winter;
    return Season(1 + random.weighted({0.23f, 0.34f, 0.24f, weather == Weather::rain ? 0 : 0.19f}));
}

Weather weatherOf(Terrain terrain, TimeOfDay time, Random& random)
{
    const bool dark = time == TimeOfDay::night;
    const bool dry = terrain == Terrain::dunes;
    const bool low = time == TimeOfDay::sunrise || time == TimeOfDay::sunset;
    return Weather(random.weighted({dark ? 0.6f : 0.38f, 0.32f,
        dry        ? 0
            : dark ? 0.04f
            : low  ? 0.08f
                   : 0.11f,
        dry        ? 0
            : dark ? 0.03f
            : low  ? 0.03f
                   : 0.1f,
        isInland(terrain) ? (dark ? 0.05f
                : low             ? 0.05f
                                  : 0.1f)
                          : 0}));
}

Plants plantsOf(const Scene& scene, Random& random)
{
    switch (scene.terrain) {
    case Terrain::mountains:
    case Terrain::hills:
        return Plants(random.weighted({0.04f, 0.34f, 0.36f, 0.26f}));
    case Terrain::plains:
        return Plants(random.weighted({0, 0.6f, 0.4f}));
    case Terrain::forest:
        return Plants::forest;
    case Terrain::dunes:
        return random.chance(0.22f) ? Plants::palms : Plants::none;
    case Terrain::cliffs:
        return Plants(random.weighted({0.15f, 0.55f, 0.3f}));
    case Terrain::coast:
        return random.chance(0.5f) ? Plants::palms : random.chance(0.3f) ? Plants::trees : Plants::none;
    case Terrain::islands:
        return Plants(random.weighted({0.15f, 0.1f, 0.15f, 0.2f, 0.4f}));
    case Terrain::sea:
        break;
    }
    return Plants::none;
}

TreeKind treeOf(const Scene& scene, Random& random)
{
    if (scene.plants == Plants::palms)
        return TreeKind::palm;
    if (isByTheSea(scene.terrain))
        return random.chance(0.6f) ? TreeKind::conifer : TreeKind::broadleaf;
    if (scene.terrain == Terrain::mountains)
        return TreeKind(random.weighted({0.68f, 0.2f, 0.12f}));
    if (scene.terrain == Terrain::forest)
        return TreeKind(random.weighted({0.4f, 0.4f, 0.2f}));
    return TreeKind(random.weighted({0.26f, 0.44f, 0.14f, 0.16f}));
}

Thing thingOf(const Scene& scene, Random& random)
{
    if (!random.chance(0.56f))
        return Thing::none;
    const bool lake = scene.water == Water::lake, river = scene.water == Water::river;
    const bool flies = scene.weather == Weather::clear || scene.weather == Weather::cloudy;
    const auto drawn = [&](float house, float castle, float lighthouse, float boat, float windmill, float balloon,
                           float bridge) {
        return Thing(
            random.weighted({0.001f, house, castle, lighthouse, boat, windmill, flies ? balloon : 0, bridge}));
    };
    switch (scene.terrain) {
    case Terrain::mountains:
        return drawn(3, 2.2f, 0, lake ? 4.f : 0, 0, 2, river ? 5.f : 0);
    case Terrain::hills:
        return drawn(2.5f, 2.2f, 0, lake ? 3.f : 0, 2.4f, 2, river ? 5.f : 0);
    case Terrain::plains:
        return drawn(2.4f, 1, 0, lake ? 3.f : 0, 3.4f, 2, river ? 5.f : 0);
    case Terrain::forest:
        return drawn(3, 1.4f, 0, lake ? 3.f : 0, 0, 0.5f, river ? 4.f : 0);
    case Terrain::dunes:
        return drawn(0.6f, 1, 0, 0, 0, 3, 0);
    case Terrain::cliffs:
        return drawn(0.8f, 1.6f, 3.4f, 1.8f, 0, 0.6f, 0);
    case Terrain::coast:
        return drawn(0.8f, 0.4f, 2.6f, 3, 0.4f, 1, 0);
    case Terrain::islands:
        return drawn(0.5f, 1, 2.4f, 3, 0, 1, 0);
    case Terrain::sea:
        return drawn(0, 0, 1.2f, 5, 0, 1.6f, 0);
    }
    return Thing::none;
}

void placeThing(Scene& scene, Random& random)
{
    if (scene.thing == Thing::none)
        return;
    scene.place = Place(1 + random.below(3));
    scene.distance = random.chance(0.6f) ? Distance::close : Distance::far;
    const bool close = scene.distance == Distance::close;
    scene.thingX = scene.place == Place::left ? random.between(0.18f, 0.3f)
        : scene.place == Place::right         ? random.between(0.7f, 0.82f)
                                              : random.between(0.45f, 0.55f);
    switch (scene.thing) {
    case Thing::house:
        scene.thingSize = close ? random.between(0.26f, 0.36f) : random.between(0.13f, 0.17f);
        break;
    case Thing::bridge:
        scene.thingSize = close ? random.between(0.17f, 0.22f) : random.between(0.09f, 0.12f);
        break;
    case Thing::balloon:
    case Thing::boat:
        scene.thingSize = close ? random.between(0.3f, 0.4f) : random.between(0.14f, 0.19f);
        break;
    default:
        scene.thingSize = close ? random.between(0.38f, 0.5f) : random.between(0.19f, 0.25f);
    }
    if (scene.thing == Thing::house || scene.thing == Thing::castle) // wide ones keep inside the frame
        scene.thingX = scenes::clamped(scene.thingX, 0.64f * scene.thingSize, 1 - 0.64f * scene.thingSize);
    scene.thingTurn = random.sign() * random.between(0.3f, 0.75f);
}

void lightSky(Scene& scene, Random& random)
{
    const bool open = scene.weather == Weather::clear || scene.weather == Weather::cloudy;
    const bool low = scene.time == TimeOfDay::sunrise || scene.time == TimeOfDay::sunset;
    switch (scene.time) {
    case TimeOfDay::noon:
        scene.sunAzimuth = random.sign() * random.between(0.9f, 2.2f);
        scene.sunElevation = random.between(0.6f, 0.95f);
        break;
    case TimeOfDay::sunrise:
    case TimeOfDay::sunset:
        scene.sun = open && random.chance(0.7f);
        scene.sunAzimuth =
            random.sign() * (scene.sun ? random.between(0.04f, 0.33f) : random.between(0.75f, 1.5f));
        scene.sunElevation = scene.sun ? random.between(0.03f, 0.15f) : random.between(0.14f, 0.25f);
        break;
    case TimeOfDay::night:
        scene.moon = open && random.chance(scene.weather == Weather::clear ? 0.62f : 0.8f);
        scene.stars = scene.weather == Weather::clear;
        scene.sunAzimuth = random.sign() * random.between(0.06f, 0.34f);
        scene.sunElevation = random.between(0.2f, 0.36f);
        break;
    }
    scene.redSky = scene.time == TimeOfDay::sunset && open && random.chance(0.4f);
    switch (scene.weather) {
    case Weather::clear:
        scene.cover = random.chance(0.4f) ? random.between(0.08f, 0.2f) : 0;
        break;
    case Weather::cloudy:
        scene.cover = random.chance(0.7f) ? random.between(0.4f, 0.6f) : random.between(0.6f, 0.82f);
        break;
    default:
        scene.cover = 1;
    }
    scene.haze = random.between(0.012f, 0.022f);
    if (scene.weather == Weather::fog)
        scene.haze = random.between(0.045f, 0.085f);
    if (scene.weather == Weather::rain)
        scene.haze = random.between(0.025f, 0.04f);
    if (scene.weather == Weather::snow)
        scene.haze = random.between(0.022f, 0.038f);
    scene.mist = scene.weather == Weather::fog                    ? 0.65f
        : scene.time == TimeOfDay::sunrise && random.chance(0.7f) ? random.between(0.3f, 0.8f)
        : low && random.chance(0.3f)                              ? random.between(0.2f, 0.5f)
                                                                  : 0;
}

void frame(Scene& scene, Random& random)
{
    scene.focal = random.between(1.02f, 1.2f);
    scene.eye = random.between(1.2f, 1.7f);
    switch (scene.terrain) {
    case Terrain::mountains:
        scene.horizon = random.between(0.54f, 0.64f);
        break;
    case Terrain::plains:
        scene.horizon = random.between(0.52f, 0.68f);
        scene.eye = random.between(1.4f, 2.2f);
        break;
    case Terrain::dunes:
        scene.horizon = random.between(0.4f, 0.56f);
        scene.eye = random.between(1.6f, 2.2f);
        break;
    case Terrain::cliffs:
        scene.horizon = random.between(0.42f, 0.54f);
        scene.eye = random.between(1.8f, 2.6f);
        break;
    case Terrain::coast:
    case Terrain::islands:
        scene.horizon = random.between(0.44f, 0.58f);
        break;
    case Terrain::sea:
        scene.horizon = random.between(0.48f, 0.66f);
        break;
    default:
        scene.horizon = random.between(0.46f, 0.58f);
    }
    if (scene.water == Water::river) {
        scene.eye = random.between(1.9f, 2.6f);
        scene.horizon -= 0.08f;
    }
}

} // namespace

Scene describeScene(std::uint64_t seed)
{
    Random random(seed, Draws::description);
    Scene scene;
    scene.seed = seed;
    scene.terrain = Terrain(random.weighted({0.21f, 0.13f, 0.08f, 0.12f, 0.12f, 0.09f, 0.12f, 0.07f, 0.07f}));
    scene.time = TimeOfDay(random.weighted({0.45f, 0.16f, 0.21f, 0.18f}));
    scene.weather = weatherOf(scene.terrain, scene.time, random);
    scene.season = seasonOf(scene.terrain, scene.weather, random);
    scene.style = Style(random.weighted({0.56f, 0.12f, 0.12f, 0.11f, 0.09f}));
    scene.water = waterOf(scene.terrain, random);
    scene.plants = plantsOf(scene, random);
    scene.tree = treeOf(scene, random);
    scene.thing = thingOf(scene, random);
    scene.snowCaps = scene.terrain == Terrain::mountains && scene.season != Season::winter && random.chance(0.6f);
    scene.flowers = scene.season == Season::spring ? random.chance(0.8f)
                                                   : scene.season == Season::summer && random.chance(0.25f);
    lightSky(scene, random);
    frame(scene, random);
    placeThing(scene, random);
    return scene;
}

} // namespace tarn
