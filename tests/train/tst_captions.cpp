#include <scenes/caption.h>

#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace tarn;

namespace {

/// A word, the attribute that it gives away, and the values it fits.
struct Meaning {
    const char* words; ///< a regular expression, whole words
    Attribute attribute;
    std::vector<int> values;
};

template <typename... Values> std::vector<int> of(Values... values) { return {int(values)...}; }

const std::vector<Meaning>& meanings()
{
    static const std::vector<Meaning> list{
        {"mountains?", Attribute::terrain, of(Terrain::mountains)},
        {"hills|hilly", Attribute::terrain, of(Terrain::hills)},
        {"desert|dunes", Attribute::terrain, of(Terrain::dunes)},
        {"plains?|fields|open country", Attribute::terrain, of(Terrain::plains)},
        {"woodland", Attribute::terrain, of(Terrain::forest)},
        {"cliffs?", Attribute::terrain, of(Terrain::cliffs)},
        {"beach|coast|seashore", Attribute::terrain, of(Terrain::coast)},
        {"islands?", Attribute::terrain, of(Terrain::islands)},
        {"open sea|seascape", Attribute::terrain, of(Terrain::sea)},
        {"forest|woods", Attribute::plants, of(Plants::forest)},
        {"palms?", Attribute::plants, of(Plants::palms)},
        {"river|stream", Attribute::water, of(Water::river)},
        {"lake", Attribute::water, of(Water::lake)},
        {"waterfall", Attribute::water, of(Water::waterfall)},
        {"sea|ocean", Attribute::water, of(Water::sea)},
        {"spring|springtime", Attribute::season, of(Season::spring)},
        {"summer|summertime", Attribute::season, of(Season::summer)},
        {"autumn|fall", Attribute::season, of(Season::autumn)},
        {"winter|wintertime|covered in snow", Attribute::season, of(Season::winter)},
        {"noon|midday|by day|daylight", Attribute::time, of(TimeOfDay::noon)},
        {"sunrise|dawn|morning", Attribute::time, of(TimeOfDay::sunrise)},
        {"sunset|dusk|evening", Attribute::time, of(TimeOfDay::sunset)},
        {"night|moonlight|moon|starry|stars", Attribute::time, of(TimeOfDay::night)},
        {"clear", Attribute::weather, of(Weather::clear)},
        {"cloudy|clouds", Attribute::weather, of(Weather::cloudy)},
        {"fog|foggy|mist|misty", Attribute::weather, of(Weather::fog)},
        {"rain|rainy|raining", Attribute::weather, of(Weather::rain)},
        {"snowing|falling snow|snowflakes", Attribute::weather, of(Weather::snow)},
        {"oil", Attribute::style, of(Style::oil)},
        {"watercolou?r", Attribute::style, of(Style::watercolour)},
        {"pencil", Attribute::style, of(Style::pencil)},
        {"ink", Attribute::style, of(Style::ink)},
        {"photo|photograph", Attribute::style, of(Style::render)},
        {"house|cottage", Attribute::thing, of(Thing::house)},
        {"castle", Attribute::thing, of(Thing::castle)},
        {"lighthouse", Attribute::thing, of(Thing::lighthouse)},
        {"boat|sailboat", Attribute::thing, of(Thing::boat)},
        {"windmill", Attribute::thing, of(Thing::windmill)},
        {"balloon", Attribute::thing, of(Thing::balloon)},
        {"bridge", Attribute::thing, of(Thing::bridge)},
        {"on the left", Attribute::place, of(Place::left)},
        {"on the right", Attribute::place, of(Place::right)},
        {"in the (centre|center|middle)", Attribute::place, of(Place::centre)},
        {"large|big", Attribute::distance, of(Distance::close)},
        {"a distant|a small (house|cottage|castle|lighthouse|boat|sail\\w*|windmill|hot|balloon|stone|bridge)",
            Attribute::distance, of(Distance::far)},
    };
    return list;
}

} // namespace

class TestCaptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyWordIsTrueAndStated()
    {
        std::vector<QRegularExpression> patterns;
        for (const Meaning& meaning : meanings())
            patterns.emplace_back(
                QString("\\b(%1)\\b").arg(meaning.words), QRegularExpression::CaseInsensitiveOption);
        for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
            const Scene scene = describeScene(seed);
            const Caption caption = captionOf(scene, seed % 3);
            const QString text = QString::fromStdString(caption.text);
            std::array<bool, attributeCount> found{};
            for (std::size_t i = 0; i < patterns.size(); ++i) {
                if (!patterns[i].match(text).hasMatch())
                    continue;
                const Meaning& meaning = meanings()[i];
                const int value = valueOf(scene, meaning.attribute);
                const bool fits =
                    std::find(meaning.values.begin(), meaning.values.end(), value) != meaning.values.end();
                QVERIFY2(fits, qPrintable(QString("seed %1: %2 in \"%3\"").arg(seed).arg(meaning.words, text)));
                QVERIFY2(caption.states(meaning.attribute),
                    qPrintable(QString("seed %1: %2 in \"%3\" is not stated").arg(seed).arg(meaning.words, text)));
                found[std::size_t(meaning.attribute)] = true;
            }
            for (const Attribute attribute : {Attribute::season, Attribute::time, Attribute::weather,
                     Attribute::thing, Attribute::place, Attribute::distance, Attribute::style})
                if (caption.states(attribute) && !text.contains("snow", Qt::CaseInsensitive))
                    QVERIFY2(found[std::size_t(attribute)],
                        qPrintable(QString("seed %1: nothing states %2 in \"%3\"")
                                       .arg(seed)
                                       .arg(nameOf(attribute).data(), text)));
        }
    }

    void moonStarsAndRedSkiesAreNamedOnlyWhereTheyAre()
    {
        for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
            const Scene scene = describeScene(seed);
            const QString text = QString::fromStdString(captionOf(scene, 1).text);
            QVERIFY(!text.contains("moon") || scene.moon);
            QVERIFY(!text.contains("star") || scene.stars);
            QVERIFY(!text.contains("red sunset") || scene.redSky);
            QVERIFY(!text.contains("flower") || scene.flowers);
            QVERIFY(!text.contains("snow") || scene.snowCaps || scene.season == Season::winter);
            QVERIFY(scene.season != Season::winter || scene.tree != TreeKind::palm);
        }
    }

    void aSceneHasManyCaptionsAndAVariantAlwaysTheSame()
    {
        const Scene scene = describeScene(5);
        std::set<std::string> texts;
        for (std::uint64_t variant = 0; variant < 100; ++variant) {
            texts.insert(captionOf(scene, variant).text);
            QCOMPARE(captionOf(scene, variant).text, captionOf(scene, variant).text);
        }
        QVERIFY(texts.size() > 60);
    }

    void whatIsUsualIsOftenLeftOutAndWhatIsNotSeldom()
    {
        int noon = 0, noonSaid = 0, night = 0, nightSaid = 0;
        for (std::uint64_t seed = 0; seed < 4'000; ++seed) {
            const Scene scene = describeScene(seed);
            const bool said = captionOf(scene, 0).states(Attribute::time);
            noon += scene.time == TimeOfDay::noon;
            noonSaid += scene.time == TimeOfDay::noon && said;
            night += scene.time == TimeOfDay::night;
            nightSaid += scene.time == TimeOfDay::night && said;
        }
        QVERIFY(noonSaid > noon / 3 && noonSaid < noon * 2 / 3);
        QVERIFY(nightSaid > night * 85 / 100);
    }
};

QTEST_GUILESS_MAIN(TestCaptions)
#include "tst_captions.moc"
