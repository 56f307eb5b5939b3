#include "random.h"

#include <scenes/caption.h>

#include <string_view>
#include <vector>

namespace tarn {
namespace {

using scenes::Draws;
using scenes::Random;
using Words = std::initializer_list<const char*>;

std::string pick(Random& random, Words words) { return words.begin()[random.below(int(words.size()))]; }

std::string land(const Scene& scene, Random& random)
{
    const bool winter = scene.season == Season::winter && random.chance(0.3f);
    switch (scene.terrain) {
    case Terrain::mountains:
        if (winter || (scene.snowCaps && random.chance(0.4f)))
            return pick(random, {"snowy mountains", "snow-capped mountains", "a snow-covered mountain range"});
        return pick(
            random, {"mountains", "a mountain range", "high mountains", "mountain peaks", "a mountain landscape"});
    case Terrain::hills:
        return winter ? pick(random, {"snowy hills", "snow-covered hills"})
                      : pick(random, {"hills", "rolling hills", "gentle hills", "a hilly landscape"});
    case Terrain::dunes:
        return pick(
            random, {"a desert", "sand dunes", "dunes in the desert", "a sandy desert", "a desert with dunes"});
    case Terrain::plains:
        return winter ? pick(random, {"a snowy plain", "snow-covered fields"})
                      : pick(random, {"plains", "a wide plain", "open fields", "a wide open country", "fields"});
    case Terrain::forest:
        return winter ? pick(random, {"a snowy forest", "snowy woods"})
                      : pick(random, {"a forest", "woods", "a woodland", "a dense forest"});
    case Terrain::cliffs:
        return pick(
            random, {"cliffs by the sea", "sea cliffs", "steep cliffs above the sea", "a cliff at the sea"});
    case Terrain::coast:
        return pick(random, {"a beach", "a sandy beach", "a sandy coast by the sea", "the seashore"});
    case Terrain::islands:
        return pick(random, {"an island in the sea", "islands in the sea", "a small island in the ocean"});
    case Terrain::sea:
        return pick(random, {"the open sea", "the sea", "the ocean", "a seascape"});
    }
    return {};
}

std::string water(const Scene& scene, Random& random)
{
    switch (scene.water) {
    case Water::river:
        return pick(random, {"a river", "a winding river", "a stream"});
    case Water::lake:
        return pick(random, {"a lake", "a calm lake", "a lake with reflections", "a still lake"});
    case Water::waterfall:
        return pick(random, {"a waterfall", "a tall waterfall", "a white waterfall"});
    default:
        return {};
    }
}

std::string plantWords(const Scene& scene, Random& random)
{
    switch (scene.plants) {
    case Plants::meadow:
        return scene.season == Season::winter ? ""
            : scene.flowers                   ? pick(random, {"a flower meadow", "meadow flowers"})
                                              : pick(random, {"a meadow", "grassy meadows"});
    case Plants::trees:
        return pick(random, {"trees", "scattered trees", "a few trees"});
    case Plants::forest:
        return pick(random, {"a forest", "woods", "many trees"});
    case Plants::palms:
        return pick(random, {"palm trees", "palms"});
    case Plants::none:
        break;
    }
    return {};
}

std::string season(const Scene& scene, Random& random)
{
    switch (scene.season) {
    case Season::spring:
        return pick(random, {"in spring", "in springtime"});
    case Season::summer:
        return pick(random, {"in summer", "in summertime"});
    case Season::autumn:
        return pick(random, {"in autumn", "in fall", "in autumn colours"});
    case Season::winter:
        return pick(random, {"in winter", "covered in snow", "in wintertime"});
    case Season::none:
        break;
    }
    return {};
}

std::string time(const Scene& scene, Random& random)
{
    switch (scene.time) {
    case TimeOfDay::noon:
        return pick(random, {"at noon", "at midday", "by day", "in daylight"});
    case TimeOfDay::sunrise:
        return pick(random, {"at sunrise", "at dawn", "in the early morning", "in morning light"});
    case TimeOfDay::sunset:
        return scene.redSky && random.chance(0.5f)
            ? pick(random, {"at red sunset", "under a red sunset sky"})
            : pick(random, {"at sunset", "at dusk", "in the evening light"});
    case TimeOfDay::night:
        if (scene.moon && random.chance(0.4f))
            return pick(random, {"in moonlight", "at night under the moon", "at night with a full moon"});
        return scene.stars && random.chance(0.5f)
            ? pick(random, {"under a starry sky", "at night with stars", "on a starry night"})
            : pick(random, {"at night", "by night"});
    }
    return {};
}

std::string weather(const Scene& scene, Random& random)
{
    switch (scene.weather) {
    case Weather::clear:
        return scene.time == TimeOfDay::noon ? pick(random, {"clear blue sky", "clear sky", "in clear weather"})
                                             : pick(random, {"clear sky", "in clear weather"});
    case Weather::cloudy:
        return pick(random, {"cloudy sky", "with clouds", "under a cloudy sky", "clouds in the sky"});
    case Weather::fog:
        return pick(random, {"in fog", "foggy", "misty", "in thick mist"});
    case Weather::rain:
        return pick(random, {"in rain", "rainy weather", "in heavy rain", "raining"});
    case Weather::snow:
        return pick(random, {"snowing", "in falling snow", "with snowflakes in the air"});
    }
    return {};
}

std::string thing(const Scene& scene, Random& random)
{
    switch (scene.thing) {
    case Thing::house:
        return pick(random, {"house", "cottage"});
    case Thing::castle:
        return pick(random, {"castle", "castle with towers"});
    case Thing::lighthouse:
        return "lighthouse";
    case Thing::boat:
        return pick(random, {"boat", "sailing boat", "sailboat"});
    case Thing::windmill:
        return "windmill";
    case Thing::balloon:
        return pick(random, {"hot air balloon", "balloon"});
    case Thing::bridge:
        return pick(random, {"stone bridge", "bridge"});
    case Thing::none:
        break;
    }
    return {};
}

std::string place(const Scene& scene, Random& random)
{
    switch (scene.place) {
    case Place::left:
        return pick(random, {" on the left", " on the left side"});
    case Place::right:
        return pick(random, {" on the right", " on the right side"});
    case Place::centre:
        return pick(random, {" in the centre", " in the middle", " in the center"});
    case Place::none:
        break;
    }
    return {};
}

std::string style(const Scene& scene, Random& random)
{
    switch (scene.style) {
    case Style::render:
        return pick(random, {"a photo", "a photograph"});
    case Style::oil:
        return pick(random, {"an oil painting", "a painting in oil"});
    case Style::watercolour:
        return pick(random, {"a watercolour", "a watercolor painting", "a watercolour painting"});
    case Style::pencil:
        return pick(random, {"a pencil sketch", "a pencil drawing"});
    case Style::ink:
        return pick(random, {"an ink drawing", "an ink painting"});
    }
    return {};
}

/// A sentence as it grows, with what it gives away.
class Writer {
public:
    Writer(const Scene& scene, std::uint64_t variant)
        : m_scene(scene)
        , m_random(scene.seed ^ (variant * 0x9e3779b97f4a7c15u), Draws::caption)
    {
    }

    Caption write()
    {
        const bool styled = m_random.chance(m_scene.style == Style::render ? 0.2f : 0.95f),
                   styleFirst = m_random.chance(0.6f);
        const std::string styleText = styled ? state(Attribute::style, style(m_scene, m_random)) : "";
        std::string text = styled && styleFirst ? styleText + " of " : "";
        const std::string object = aThing();
        const bool objectFirst = !object.empty() && m_random.chance(0.3f);
        if (objectFirst)
            text += object + ", ";
        text += subject();
        if (!object.empty() && !objectFirst)
            text += (m_random.chance(0.7f) ? " with " : ", ") + object;
        std::vector<std::string> more;
        const auto say = [&](Attribute attribute, float probability, const std::string& words) {
            if (!words.empty() && m_random.chance(probability))
                more.push_back(state(attribute, words));
        };
        say(Attribute::season, m_scene.season == Season::summer ? 0.5f : 0.88f, season(m_scene, m_random));
        say(Attribute::time, m_scene.time == TimeOfDay::noon ? 0.5f : 0.94f, time(m_scene, m_random));
        say(Attribute::weather, m_scene.weather == Weather::clear ? 0.35f : 0.9f, weather(m_scene, m_random));
        for (std::size_t i = more.size(); i > 1; --i)
            std::swap(more[i - 1], more[std::size_t(m_random.below(int(i)))]);
        if (styled && !styleFirst)
            more.push_back(styleText);
        for (std::size_t i = 0; i < more.size(); ++i)
            text += joint(more[i], i == 0) + more[i];
        if (m_random.chance(0.15f))
            text[0] = char(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]);
        m_caption.text = text;
        return m_caption;
    }

private:
    std::string state(Attribute attribute, std::string words)
    {
        m_caption.stated[std::size_t(attribute)] = true;
        return words;
    }

    std::string aThing()
    {
        if (m_scene.thing == Thing::none || !m_random.chance(0.95f))
            return {};
        std::string size;
        if (m_random.chance(0.3f)) {
            const bool close = m_scene.distance == Distance::close;
            size = state(Attribute::distance,
                close ? pick(m_random, {"a large ", "a big "}) : pick(m_random, {"a distant ", "a small "}));
        }
        std::string text = (size.empty() ? "a " : size) + state(Attribute::thing, thing(m_scene, m_random));
        if (m_random.chance(0.7f))
            text += state(Attribute::place, place(m_scene, m_random));
        return text;
    }

    std::string subject()
    {
        const std::string where = land(m_scene, m_random), wet = water(m_scene, m_random),
                          green = plantWords(m_scene, m_random);
        const bool sayWater = !wet.empty() && m_random.chance(0.92f), wetFirst = sayWater && m_random.chance(0.4f);
        const bool sayLand = m_random.chance(sayWater ? 0.85f : 0.95f);
        if (!sayLand && !sayWater)
            return pick(m_random, {"a landscape", "a view", "scenery"});
        if (sayWater)
            state(Attribute::water, wet);
        if (sayLand) {
            state(Attribute::terrain, where);
            if (m_scene.water == Water::sea
                && (where.find("sea") != std::string::npos || where.find("ocean") != std::string::npos))
                state(Attribute::water, where);
            if (m_scene.terrain == Terrain::forest)
                state(Attribute::plants, where);
            if (where.starts_with("snow") && m_scene.season == Season::winter
                && where.find("cap") == std::string::npos)
                state(Attribute::season, where);
        }
        std::string text = !sayLand ? wet
            : !sayWater             ? where
            : wetFirst              ? wet + pick(m_random, {" among ", " and ", " before "}) + where
                                    : where + pick(m_random, {" with ", " and ", ", "}) + wet;
        if (!green.empty() && m_scene.terrain != Terrain::forest
            && m_random.chance(m_scene.plants == Plants::palms ? 0.8f : 0.4f))
            text += pick(m_random, {" and ", ", "}) + state(Attribute::plants, green);
        return text;
    }

    std::string joint(const std::string& words, bool first)
    {
        for (const char* start : {"at ", "in ", "under ", "on ", "by ", "with ", "covered "})
            if (words.starts_with(start))
                return first && m_random.chance(0.75f) ? " " : ", ";
        return ", ";
    }

    const Scene& m_scene;
    Random m_random;
    Caption m_caption;
};

} // namespace

Caption captionOf(const Scene& scene, std::uint64_t variant) { return Writer(scene, variant).write(); }

} // namespace tarn
