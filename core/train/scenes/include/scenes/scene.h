#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tarn {

enum class Terrain : std::uint8_t { mountains, hills, dunes, plains, forest, cliffs, coast, islands, sea };
enum class Water : std::uint8_t { none, river, lake, waterfall, sea };
enum class Plants : std::uint8_t { none, meadow, trees, forest, palms };
enum class Season : std::uint8_t { none, spring, summer, autumn, winter }; ///< none: the desert and the open sea
enum class TimeOfDay : std::uint8_t { noon, sunrise, sunset, night };
enum class Weather : std::uint8_t { clear, cloudy, fog, rain, snow };
enum class Style : std::uint8_t { render, oil, watercolour, pencil, ink };
enum class Thing : std::uint8_t { none, house, castle, lighthouse, boat, windmill, balloon, bridge };
enum class Place : std::uint8_t { none, left, centre, right }; ///< of the thing; none without one
enum class Distance : std::uint8_t { none, close, far };

/// Which tree grows where `Plants` says trees, forest or palms.
enum class TreeKind : std::uint8_t { conifer, broadleaf, birch, poplar, palm };

/// Everything that decides a picture, except its size. The labels are what a caption may say; the rest is light
/// and layout. Finer detail (each tree, each wave) is drawn from `seed`.
struct Scene {
    std::uint64_t seed = 0;

    Terrain terrain = Terrain::hills;
    Water water = Water::none;
    Plants plants = Plants::none;
    TreeKind tree = TreeKind::broadleaf;
    Season season = Season::none;
    TimeOfDay time = TimeOfDay::noon;
    Weather weather = Weather::clear;
    Style style = Style::render;
    Thing thing = Thing::none;
    Place place = Place::none;
    Distance distance = Distance::none;
    bool moon = false; ///< its disc is in the picture
    bool stars = false;
    bool sun = false; ///< its disc is in the picture
    bool redSky = false; ///< a sunset in red instead of gold
    bool snowCaps = false; ///< white summits over ground that is not
    bool flowers = false;

    float horizon = 0.5f; ///< of the height, from the top
    float focal = 1.1f; ///< of the shorter side
    float eye = 1.5f; ///< height over the water level, in units of which a tree is about one high
    float sunAzimuth = 0; ///< radians from the view's direction, right positive; the moon's at night
    float sunElevation = 0.8f; ///< radians
    float cover = 0; ///< of the sky by clouds, 0 ... 1
    float haze = 0.015f; ///< extinction per unit of distance
    float mist = 0; ///< in the valleys, 0 ... 1
    float thingX = 0.5f; ///< the thing's middle, of the width
    float thingSize = 0.3f; ///< its height, of the shorter side
    float thingTurn = 0; ///< radians about the vertical

    bool operator==(const Scene&) const = default;
};

/// The scene of a seed. Attributes are drawn with probabilities that fit each other: no palms in snow, a
/// lighthouse only by the sea. The same seed gives the same scene on every machine.
Scene describeScene(std::uint64_t seed);

/// What can be asked about a scene, each with a fixed list of values.
enum class Attribute : std::uint8_t {
    terrain,
    water,
    plants,
    season,
    time,
    weather,
    style,
    thing,
    place,
    distance
};
inline constexpr std::size_t attributeCount = 10;
inline constexpr std::array<Attribute, attributeCount> allAttributes{Attribute::terrain, Attribute::water,
    Attribute::plants, Attribute::season, Attribute::time, Attribute::weather, Attribute::style, Attribute::thing,
    Attribute::place, Attribute::distance};

/// "terrain", "water" ...
std::string_view nameOf(Attribute attribute);
/// The names of an attribute's values, in the order of its enumeration.
std::span<const std::string_view> valueNames(Attribute attribute);
/// Index into `valueNames`.
int valueOf(const Scene& scene, Attribute attribute);

/// The description as one JSON object: the labels by name, the numbers as they are.
std::string toJson(const Scene& scene);

} // namespace tarn
