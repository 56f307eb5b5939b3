#include "random_image.h"

#include <image/inpaint_area.h>
#include <image/mask.h>

#include <support/reference.h>

#include <QTest>
#include <cmath>

using tarn::Box;
using tarn::Image;
using test::rectangleMask;
using test::valueAt;

namespace {

/// Distance from each pixel to the nearest that is not 0, by trying all.
double distanceTo(const Image& mask, int x, int y)
{
    double nearest = 1e9;
    for (int v = 0; v < mask.height; ++v)
        for (int u = 0; u < mask.width; ++u)
            if (valueAt(mask, u, v) > 0)
                nearest = std::min(nearest, std::hypot(u - x, v - y));
    return nearest;
}

} // namespace

class MaskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void growingReachesExactlyTheRadius()
    {
        Image mask = rectangleMask(40, 34, 15, 12, 18, 20);
        mask.pixels[3] = std::byte(255);
        for (const int radius : {1, 2, 5, 11}) {
            const Image wide = tarn::grown(mask, radius);
            for (int y = 0; y < mask.height; ++y)
                for (int x = 0; x < mask.width; ++x)
                    QCOMPARE(valueAt(wide, x, y) == 255, distanceTo(mask, x, y) <= radius);
        }
        QVERIFY(tarn::shrunk(tarn::grown(rectangleMask(40, 34, 10, 10, 30, 30), 3), 3)
            == rectangleMask(40, 34, 10, 10, 30, 30));
    }

    void aSoftMaskStaysSoftAndNeverGrowsTooFar()
    {
        Image mask = rectangleMask(80, 80, 35, 30, 40, 45, 90);
        mask.pixels[40 * 80 + 37] = std::byte(200);
        const Image wide = tarn::grown(mask, 20);
        QCOMPARE(valueAt(wide, 37, 40), 200);
        QCOMPARE(valueAt(wide, 37, 58), 200);
        for (int y = 0; y < 80; ++y)
            for (int x = 0; x < 80; ++x)
                QVERIFY(valueAt(wide, x, y) == 0 || distanceTo(mask, x, y) <= 20);
        QCOMPARE(valueAt(wide, 37, 64), 90);
    }

    void emptyAndFullMasksStayWhatTheyAre()
    {
        const Image empty = tarn::blankImage(9, 7, 1, 8);
        const Image full = tarn::inverted(empty);
        QVERIFY(tarn::maskBounds(empty).empty());
        QVERIFY(tarn::isEmptyMask(empty) && tarn::isFullMask(full));
        QCOMPARE(tarn::maskBounds(full), (Box{0, 0, 9, 7}));
        for (const Image& mask : {empty, full}) {
            QVERIFY(tarn::grown(mask, 5) == mask);
            QVERIFY(tarn::shrunk(mask, 5) == mask);
            QVERIFY(tarn::blurredGaussian(mask, 9) == mask);
            QVERIFY(tarn::blurredLinear(mask, 9) == mask);
            QVERIFY(tarn::inpaintMasks(mask, {4, 8, 6, 0}).paste == mask);
        }
        QCOMPARE(tarn::maskBounds(rectangleMask(9, 7, 2, 3, 5, 4)), (Box{2, 3, 3, 1}));
    }

    void onlyEnclosedHolesAreFilled()
    {
        Image ring = rectangleMask(20, 20, 2, 2, 18, 18);
        for (int y = 5; y < 9; ++y)
            for (int x = 5; x < 9; ++x)
                ring.pixels[std::size_t(y * 20 + x)] = std::byte(0);
        QVERIFY(tarn::holesFilled(ring) == rectangleMask(20, 20, 2, 2, 18, 18));
        QVERIFY(tarn::holesFilled(rectangleMask(20, 20, 0, 8, 20, 9)) == rectangleMask(20, 20, 0, 8, 20, 9));
    }

    void theReachFollowsSizeAndStrength()
    {
        QCOMPARE(tarn::maskReach({0, 0, 300, 400}, 1), (tarn::MaskReach{29, 50, 25, 84}));
        QCOMPARE(tarn::maskReach({0, 0, 300, 400}, 0.5), (tarn::MaskReach{16, 25, 25, 59}));
        QCOMPARE(tarn::maskReach({0, 0, 30, 40}, 1), (tarn::MaskReach{20, 32, 25, 39}));
        QCOMPARE(tarn::maskReach({0, 0, 30, 40}, 0.01), (tarn::MaskReach{4, 0, 4, 7}));
        QCOMPARE(tarn::maskReach({0, 0, 16'000, 16'000}, 1).grow, 253);
        QCOMPARE(tarn::maskReach({0, 0, 16'000, 16'000}, 1).feather, 499);
    }

    void masksAreOpaqueInsideTheSelectionAndReachNoFarther_data()
    {
        QTest::addColumn<int>("grow");
        QTest::addColumn<int>("feather");
        QTest::addColumn<int>("blend");
        QTest::newRow("none") << 0 << 0 << 0;
        QTest::newRow("grow only") << 6 << 0 << 3;
        QTest::newRow("feather") << 4 << 9 << 8;
        QTest::newRow("odd") << 5 << 3 << 5;
        QTest::newRow("by the formula") << 20 << 32 << 25;
    }
    void masksAreOpaqueInsideTheSelectionAndReachNoFarther()
    {
        QFETCH(int, grow);
        QFETCH(int, feather);
        QFETCH(int, blend);
        Image selection = rectangleMask(120, 110, 50, 48, 66, 60);
        selection.pixels[0] = std::byte(255); // in the corner
        const tarn::InpaintMasks masks = tarn::inpaintMasks(selection, {grow, feather, blend, 0});
        for (int y = 0; y < selection.height; ++y)
            for (int x = 0; x < selection.width; ++x)
                if (valueAt(selection, x, y) == 255) {
                    QCOMPARE(valueAt(masks.denoise, x, y), 255);
                    QCOMPARE(valueAt(masks.paste, x, y), 255);
                } else if (valueAt(masks.denoise, x, y) > 0 || valueAt(masks.paste, x, y) > 0) {
                    QVERIFY(distanceTo(selection, x, y) <= grow + feather);
                }
    }

    void theContextFollowsKritasNumbers()
    {
        // 512 wide at least, a multiple of 8, moved into the picture.
        QCOMPARE(tarn::contextBox({10, 900, 100, 100}, 1, 2048, 1024), (Box{0, 512, 512, 512}));
        QCOMPARE(tarn::contextBox({500, 500, 640, 480}, 1, 2048, 2048), (Box{300, 220, 1040, 1040}));
        QCOMPARE(tarn::contextBox({500, 500, 640, 480}, 0.6, 2048, 2048), (Box{500, 500, 640, 480}));
        QCOMPARE(tarn::contextBox({10, 10, 20, 20}, 1, 200, 100), (Box{0, 0, 200, 100}));
        QCOMPARE(tarn::paddedSelection({300, 300, 100, 90}, 84, 1000, 1000), (Box{214, 209, 272, 272}));
    }

    void onlyMaskedBoxesHaveTheAspectOfTheRun()
    {
        QCOMPARE(tarn::onlyMaskedBox({100, 100, 50, 20}, 32, 512, 512, 1000, 1000), (Box{68, 53, 114, 114}));
        QCOMPARE(tarn::onlyMaskedBox({0, 0, 50, 20}, 32, 512, 512, 1000, 1000), (Box{0, 0, 82, 82}));
        QCOMPARE(tarn::onlyMaskedBox({950, 980, 50, 20}, 0, 512, 512, 1000, 1000), (Box{950, 950, 50, 50}));
        QCOMPARE(tarn::onlyMaskedBox({0, 0, 500, 20}, 0, 512, 512, 500, 100), (Box{0, 0, 500, 100}));
        QVERIFY(tarn::onlyMaskedBox({}, 32, 512, 512, 100, 100).empty());
    }

    void resolutionsStayInTheModelsRange()
    {
        const auto range = tarn::ResolutionRange::around(512);
        const tarn::ResolutionPlan fits = tarn::planResolution(600, 520, range);
        QVERIFY(!fits.refine && fits.width == 608 && fits.height == 528);
        const tarn::ResolutionPlan large = tarn::planResolution(2048, 1024, range);
        QVERIFY(large.refine && large.refinedWidth == 2048 && large.refinedHeight == 1024);
        QVERIFY(large.width % 16 == 0 && std::abs(large.width * large.height - 512 * 768) < 30'000);
        const tarn::ResolutionPlan small = tarn::planResolution(100, 100, range);
        QVERIFY(!small.refine && small.width == 512 && small.height == 512 && small.scale == 5.12);
        const tarn::ResolutionPlan native = tarn::planNative(300, 100, 128, 8);
        QVERIFY(native.width == 224 && native.height == 72);
    }
};

QTEST_GUILESS_MAIN(MaskTest)
#include "tst_masks.moc"
