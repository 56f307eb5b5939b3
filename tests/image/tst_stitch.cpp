#include "random_image.h"

#include <image/geometry.h>
#include <image/mask.h>
#include <image/stitch.h>

#include <support/message.h>
#include <support/reference.h>

#include <QTest>
#include <cstring>

using tarn::Image;
using test::randomImage;

namespace {

const tarn::Box box{5, 3, 20, 17};

bool samePixel(const Image& a, const Image& b, int x, int y)
{
    const std::size_t pixel = std::size_t(a.channels * a.bits / 8);
    const std::size_t at = std::size_t(y) * a.rowBytes() + std::size_t(x) * pixel;
    return std::memcmp(a.pixels.data() + at, b.pixels.data() + at, pixel) == 0;
}

} // namespace

class StitchTest : public QObject {
    Q_OBJECT

    std::mt19937 m_random{std::mt19937::result_type(test::randomSeed())};

private Q_SLOTS:
    void kinds_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (int channels = 1; channels <= 4; ++channels)
            for (int bits = 8; bits <= 16; bits += 8)
                QTest::addRow("%d channels of %d bits", channels, bits) << channels << bits;
    }

    void whatWasCroppedStitchesBackToTheSame_data() { kinds_data(); }
    void whatWasCroppedStitchesBackToTheSame()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        const Image original = randomImage(40, 30, channels, bits, m_random);
        const Image paste = randomImage(box.width, box.height, 1, 8, m_random);
        QVERIFY(tarn::stitched(original, box, tarn::cropped(original, box), paste) == original);
    }

    void pixelsWithoutMaskStayAndThoseUnderTheFullMaskAreReplaced_data() { kinds_data(); }
    void pixelsWithoutMaskStayAndThoseUnderTheFullMaskAreReplaced()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        const Image original = randomImage(40, 30, channels, bits, m_random);
        const Image drawn = randomImage(box.width, box.height, channels, bits, m_random);
        Image paste = randomImage(box.width, box.height, 1, 8, m_random);
        for (std::size_t i = 0; i < paste.pixels.size(); ++i)
            if (i % 3 != 2)
                paste.pixels[i] = std::byte(i % 3 == 0 ? 0 : 255);
        const Image result = tarn::stitched(original, box, drawn, paste);
        const Image inside = tarn::cropped(result, box);
        const Image before = tarn::cropped(original, box);
        for (int y = 0; y < original.height; ++y)
            for (int x = 0; x < original.width; ++x) {
                const int px = x - box.x;
                const int py = y - box.y;
                const bool outside = px < 0 || py < 0 || px >= box.width || py >= box.height;
                if (outside)
                    QVERIFY(samePixel(result, original, x, y));
                else if (test::valueAt(paste, px, py) == 0)
                    QVERIFY(samePixel(inside, before, px, py));
                else if (test::valueAt(paste, px, py) == 255 && channels % 2 == 1)
                    QVERIFY(samePixel(inside, drawn, px, py));
            }
    }

    void aDrawnPictureOfEightBitsEntersADeepOneWithAlpha()
    {
        const Image original = randomImage(40, 30, 4, 16, m_random);
        const Image drawn = randomImage(box.width, box.height, 3, 8, m_random);
        const Image paste = test::rectangleMask(box.width, box.height, 0, 0, box.width, box.height);
        const Image result = tarn::cropped(tarn::stitched(original, box, drawn, paste), box);
        QVERIFY(result == tarn::withAlpha(tarn::to16Bits(drawn)));
    }

    void transparentColourDoesNotBleed()
    {
        Image original = tarn::blankImage(2, 1, 4, 8); // black and transparent
        Image drawn = tarn::blankImage(2, 1, 3, 8);
        std::ranges::fill(drawn.pixels, std::byte(200));
        Image paste = tarn::blankImage(2, 1, 1, 8);
        paste.pixels[0] = std::byte(128);
        const Image result = tarn::stitched(original, {0, 0, 2, 1}, drawn, paste);
        QCOMPARE(std::to_integer<int>(result.pixels[0]), 200);
        QCOMPARE(std::to_integer<int>(result.pixels[3]), 128);
        QCOMPARE(std::to_integer<int>(result.pixels[7]), 0);
    }

    void coloursInAGreyPictureMakeItRgb()
    {
        const Image original = randomImage(40, 30, 1, 16, m_random);
        const Image drawn = randomImage(box.width, box.height, 3, 8, m_random);
        const Image result =
            tarn::stitched(original, box, drawn, test::rectangleMask(box.width, box.height, 2, 2, 4, 4));
        QCOMPARE(result.channels, 3);
        QVERIFY(tarn::cropped(result, {0, 0, 40, 3}) == tarn::toRgb(tarn::cropped(original, {0, 0, 40, 3})));
    }

    void aMaskOfAnotherSizeIsRefused()
    {
        const Image original = tarn::blankImage(40, 30, 3, 8);
        const QString message = test::messageOf(
            [&] { tarn::stitched(original, box, tarn::cropped(original, box), tarn::blankImage(7, 7, 1, 8)); });
        QVERIFY2(message.contains("7 x 7") && message.contains("20 x 17"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(StitchTest)
#include "tst_stitch.moc"
