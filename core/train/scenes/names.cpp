#include <scenes/painter.h>
#include <scenes/scene.h>

#include <nlohmann/json.hpp>

#include <cassert>

namespace tarn {
namespace {

constexpr std::string_view attributes[] = {
    "terrain", "water", "plants", "season", "time", "weather", "style", "thing", "place", "distance"};
constexpr std::string_view terrains[] = {
    "mountains", "hills", "dunes", "plains", "forest", "cliffs", "coast", "islands", "sea"};
constexpr std::string_view waters[] = {"none", "river", "lake", "waterfall", "sea"};
constexpr std::string_view plants[] = {"none", "meadow", "trees", "forest", "palms"};
constexpr std::string_view seasons[] = {"none", "spring", "summer", "autumn", "winter"};
constexpr std::string_view times[] = {"noon", "sunrise", "sunset", "night"};
constexpr std::string_view weathers[] = {"clear", "cloudy", "fog", "rain", "snow"};
constexpr std::string_view styles[] = {"render", "oil", "watercolour", "pencil", "ink"};
constexpr std::string_view things[] = {
    "none", "house", "castle", "lighthouse", "boat", "windmill", "balloon", "bridge"};
constexpr std::string_view places[] = {"none", "left", "centre", "right"};
constexpr std::string_view distances[] = {"none", "near", "far"};
constexpr std::string_view trees[] = {"conifer", "broadleaf", "birch", "poplar", "palm"};
constexpr std::string_view surfaces[] = {
    "sky", "sun", "grass", "rock", "sand", "snow", "field", "water", "waterfall", "tree", "palm", "thing"};

} // namespace

std::string_view nameOf(Attribute attribute) { return attributes[std::size_t(attribute)]; }

std::span<const std::string_view> valueNames(Attribute attribute)
{
    switch (attribute) {
    case Attribute::terrain:
        return terrains;
    case Attribute::water:
        return waters;
    case Attribute::plants:
        return plants;
    case Attribute::season:
        return seasons;
    case Attribute::time:
        return times;
    case Attribute::weather:
        return weathers;
    case Attribute::style:
        return styles;
    case Attribute::thing:
        return things;
    case Attribute::place:
        return places;
    case Attribute::distance:
        return distances;
    }
    assert(false);
    return {};
}

int valueOf(const Scene& scene, Attribute attribute)
{
    switch (attribute) {
    case Attribute::terrain:
        return int(scene.terrain);
    case Attribute::water:
        return int(scene.water);
    case Attribute::plants:
        return int(scene.plants);
    case Attribute::season:
        return int(scene.season);
    case Attribute::time:
        return int(scene.time);
    case Attribute::weather:
        return int(scene.weather);
    case Attribute::style:
        return int(scene.style);
    case Attribute::thing:
        return int(scene.thing);
    case Attribute::place:
        return int(scene.place);
    case Attribute::distance:
        return int(scene.distance);
    }
    assert(false);
    return 0;
}

std::span<const std::string_view> surfaceNames() { return surfaces; }

std::string toJson(const Scene& scene)
{
    nlohmann::json json{{"seed", scene.seed}};
    for (const Attribute attribute : allAttributes)
        json[std::string(nameOf(attribute))] = valueNames(attribute)[std::size_t(valueOf(scene, attribute))];
    const bool hasTrees = scene.plants >= Plants::trees;
    json["tree"] = hasTrees ? trees[std::size_t(scene.tree)] : "none";
    json["sun"] = scene.sun;
    json["moon"] = scene.moon;
    json["stars"] = scene.stars;
    json["red_sky"] = scene.redSky;
    json["snow_caps"] = scene.snowCaps;
    json["flowers"] = scene.flowers;
    json["view"] = {{"horizon", scene.horizon}, {"focal", scene.focal}, {"eye", scene.eye}};
    json["light"] = {{"azimuth", scene.sunAzimuth}, {"elevation", scene.sunElevation}, {"cover", scene.cover},
        {"haze", scene.haze}, {"mist", scene.mist}};
    if (scene.thing != Thing::none)
        json["thing_at"] = {{"x", scene.thingX}, {"size", scene.thingSize}, {"turn", scene.thingTurn}};
    return json.dump();
}

} // namespace tarn
