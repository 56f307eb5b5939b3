#include <scenes/painter.h>

#include <support/message.h>

#include <QTest>
#include <set>
#include <thread>

using namespace tarn;

namespace {

constexpr int side = 64;

int byteAt(const Image& image, int x, int y)
{
    return int(image.pixels[std::size_t(y) * image.rowBytes() + std::size_t(x * image.channels)]);
}

Surface surfaceAt(const PaintedScene& painted, int x, int y) { return Surface(byteAt(painted.surfaces, x, y)); }

bool same(const PaintedScene& a, const PaintedScene& b)
{
    return a.picture == b.picture && a.depth == b.depth && a.surfaces == b.surfaces && a.sketch == b.sketch;
}

/// The first scene from `seed` on that has a thing, wherever it stands.
Scene withThing(Thing thing, Place place, std::uint64_t seed)
{
    for (;; ++seed) {
        const Scene scene = describeScene(seed);
        if (scene.thing == thing && scene.place == place)
            return scene;
    }
}

} // namespace

class TestScenes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSeedIsAlwaysTheSameScene()
    {
        for (std::uint64_t seed = 0; seed < 2'000; ++seed)
            QCOMPARE(describeScene(seed), describeScene(seed));
        QVERIFY(!(describeScene(1) == describeScene(2)));
    }

    void theBytesAreTheSameOnAnyNumberOfThreads_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("two") << 2;
        QTest::newRow("seven") << 7;
    }
    void theBytesAreTheSameOnAnyNumberOfThreads()
    {
        QFETCH(int, threads);
        constexpr int count = 42;
        std::vector<PaintedScene> alone, together(count);
        for (int i = 0; i < count; ++i)
            alone.push_back(paint(describeScene(std::uint64_t(i)), side, side));
        {
            std::vector<std::jthread> workers;
            for (int t = 0; t < threads; ++t)
                workers.emplace_back([&, t] {
                    for (int i = count - 1 - t; i >= 0; i -= threads) // the other way round
                        together[std::size_t(i)] = paint(describeScene(std::uint64_t(i)), side, side);
                });
        }
        for (std::size_t i = 0; i < count; ++i)
            QVERIFY2(same(alone[i], together[i]), qPrintable(QString("scene %1").arg(i)));
    }

    void anySizeCanBePainted_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("smallest") << 16 << 16;
        QTest::newRow("odd") << 97 << 61;
        QTest::newRow("wide") << 256 << 33;
        QTest::newRow("tall") << 31 << 200;
        QTest::newRow("largest") << 1024 << 1024;
    }
    void anySizeCanBePainted()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        const int scenes = width * height > 100'000 ? 1 : 15;
        for (std::uint64_t seed = 0; seed < std::uint64_t(scenes); ++seed) {
            const PaintedScene painted = paint(describeScene(seed), width, height);
            QCOMPARE(painted.picture.channels, 3);
            for (const Image* image : {&painted.picture, &painted.depth, &painted.surfaces, &painted.sketch}) {
                QCOMPARE(image->width, width);
                QCOMPARE(image->height, height);
                QCOMPARE(image->pixels.size(), image->rowBytes() * std::size_t(height));
            }
        }
    }

    void otherSizesAreRefused()
    {
        const Scene scene = describeScene(0);
        for (const auto& [width, height] : {std::pair{15, 64}, {64, 1025}, {0, 0}, {-4, 64}})
            QVERIFY(test::messageOf([&] { paint(scene, width, height); }).contains("16 to 1024"));
    }

    void everyPixelHasALabelAndTheSkyIsTheFarthest()
    {
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            const PaintedScene painted = paint(describeScene(seed), side, side);
            int sky = 0;
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x) {
                    const int label = byteAt(painted.surfaces, x, y);
                    QVERIFY(label < int(surfaceNames().size()));
                    const bool isSky = label <= int(Surface::sun);
                    sky += isSky;
                    if (!isSky)
                        QVERIFY2(byteAt(painted.depth, x, y) > 0, qPrintable(QString::number(seed)));
                }
            QVERIFY2(sky > 0, qPrintable(QString::number(seed)));
        }
    }

    void theForegroundIsNearerThanTheBackground()
    {
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            const Scene scene = describeScene(seed);
            const PaintedScene painted = paint(scene, side, side);
            const auto mean = [&](int from, int to) {
                double sum = 0, count = 0;
                for (int y = from; y < to; ++y)
                    for (int x = 0; x < side; ++x)
                        if (surfaceAt(painted, x, y) > Surface::sun && surfaceAt(painted, x, y) < Surface::tree) {
                            sum += byteAt(painted.depth, x, y);
                            ++count;
                        }
                return count > 0 ? sum / count : 0;
            };
            const int horizon = int(scene.horizon * side);
            const double front = mean(side - 3, side), back = mean(horizon - 3, horizon + 3);
            QVERIFY2(front > back, qPrintable(QString("seed %1: %2, %3").arg(seed).arg(front).arg(back)));
            QVERIFY2(front > 100, qPrintable(QString::number(seed)));
        }
    }

    void theDepthHasAtLeast64Levels()
    {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const PaintedScene painted = paint(describeScene(seed), 128, 128);
            const std::set<std::byte> levels(painted.depth.pixels.begin(), painted.depth.pixels.end());
            QVERIFY2(levels.size() >= 64, qPrintable(QString("seed %1: %2").arg(seed).arg(levels.size())));
        }
    }

    void aThingStandsWhereItsPlaceSays_data()
    {
        QTest::addColumn<int>("thing");
        for (int thing = 1; thing < int(valueNames(Attribute::thing).size()); ++thing)
            QTest::newRow(valueNames(Attribute::thing)[std::size_t(thing)].data()) << thing;
    }
    void aThingStandsWhereItsPlaceSays()
    {
        QFETCH(int, thing);
        for (const Place place : {Place::left, Place::centre, Place::right})
            for (std::uint64_t start = 0; start < 3'000; start += 1'000) {
                const Scene scene = withThing(Thing(thing), place, start);
                const PaintedScene painted = paint(scene, side, side);
                double sum = 0;
                int count = 0;
                for (int y = 0; y < side; ++y)
                    for (int x = 0; x < side; ++x)
                        if (surfaceAt(painted, x, y) == Surface::thing) {
                            sum += x + 0.5;
                            ++count;
                        }
                const QString which = QString("seed %1, %2 pixels").arg(scene.seed).arg(count);
                QVERIFY2(count >= 12, qPrintable(which));
                const double middle = sum / count / side;
                const bool fits = place == Place::left ? middle < 0.42
                    : place == Place::right            ? middle > 0.58
                                                       : middle > 0.38 && middle < 0.62;
                QVERIFY2(fits, qPrintable(which + QString(", middle %1").arg(middle)));
            }
    }

    void theSketchHoldsLinesAndNothingElse()
    {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const PaintedScene painted = paint(describeScene(seed), side, side);
            int white = 0;
            for (const std::byte value : painted.sketch.pixels) {
                QVERIFY(value == std::byte(0) || value == std::byte(255));
                white += value == std::byte(255);
            }
            QVERIFY2(white > side / 2 && white < side * side * 3 / 4,
                qPrintable(QString("%1: %2").arg(seed).arg(white)));
        }
    }

    void nightIsDarkAndNoonIsBright()
    {
        double sums[2] = {}, counts[2] = {};
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            const Scene scene = describeScene(seed);
            if (scene.style != Style::render || (scene.time != TimeOfDay::noon && scene.time != TimeOfDay::night))
                continue;
            const bool night = scene.time == TimeOfDay::night;
            for (const std::byte value : paint(scene, 32, 32).picture.pixels)
                sums[night] += double(value);
            counts[night] += 32 * 32 * 3;
        }
        QVERIFY(sums[1] / counts[1] < 80);
        QVERIFY(sums[0] / counts[0] > 115);
    }
};

QTEST_GUILESS_MAIN(TestScenes)
#include "tst_scenes.moc"
