#include "random_image.h"

#include <image/hints.h>

#include <support/reference.h>

#include <QTest>

using tarn::Image;

namespace {

/// A dark square on light grey.
Image square()
{
    Image image = tarn::blankImage(160, 140, 3, 8);
    for (int y = 0; y < 140; ++y)
        for (int x = 0; x < 160 * 3; ++x)
            image.pixels[std::size_t(y) * image.rowBytes() + std::size_t(x)] =
                std::byte(x >= 40 * 3 && x < 120 * 3 && y >= 40 && y < 100 ? 20 : 220);
    return image;
}

int redAt(const Image& image, int x, int y)
{
    return std::to_integer<int>(image.pixels[std::size_t(y) * image.rowBytes() + std::size_t(x) * 3]);
}

} // namespace

class HintTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesLieWhereTheSquareEndsAndNowhereElse_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("edges") << 0;
        QTest::newRow("scribble") << 1;
        QTest::newRow("lines") << 2;
    }
    void linesLieWhereTheSquareEndsAndNowhereElse()
    {
        QFETCH(int, kind);
        const Image picture = square();
        const Image hint = kind == 0 ? tarn::edgeHint(picture)
            : kind == 1              ? tarn::scribbleHint(picture)
                                     : tarn::lineHint(picture);
        QCOMPARE(hint.channels, 3);
        QCOMPARE(hint.width, 160);
        int across = 0;
        for (int x = 30; x < 50; ++x)
            across += redAt(hint, x, 70) > 60;
        QVERIFY2(across > 0 && across <= 17, qPrintable(QString::number(across)));
        QCOMPARE(redAt(hint, 80, 70), 0);
        QCOMPARE(redAt(hint, 10, 10), 0);
    }

    void everyKindOfPictureIsTaken()
    {
        std::mt19937 random(test::randomSeed());
        for (int channels = 1; channels <= 4; ++channels)
            for (const int bits : {8, 16})
                for (const auto& [width, height] : {std::pair(1, 1), {31, 22}}) {
                    const Image picture = test::randomImage(width, height, channels, bits, random);
                    for (const Image& hint :
                        {tarn::edgeHint(picture), tarn::scribbleHint(picture), tarn::lineHint(picture)})
                        QVERIFY(
                            hint.channels == 3 && hint.bits == 8 && hint.width == width && hint.height == height);
                    QCOMPARE(tarn::denoisedTvl1(picture).channels, channels);
                }
    }

    void denoisingBringsANoisyPictureNearerToTheCleanOne()
    {
        std::mt19937 random(test::randomSeed());
        const Image clean = square();
        Image noisy = clean;
        for (std::byte& sample : noisy.pixels)
            sample = std::byte(std::clamp(std::to_integer<int>(sample) + int(random() % 41) - 20, 0, 255));
        const auto off = [&](const Image& image) {
            long sum = 0;
            for (std::size_t i = 0; i < image.pixels.size(); ++i)
                sum += std::abs(std::to_integer<int>(image.pixels[i]) - std::to_integer<int>(clean.pixels[i]));
            return sum;
        };
        QVERIFY(off(tarn::denoisedTvl1(noisy)) < off(noisy) * 2 / 3);
        const Image alpha = tarn::alphaOf(tarn::denoisedTvl1(test::randomImage(20, 20, 4, 8, random)));
        QCOMPARE(alpha.width, 20);
    }
};

QTEST_GUILESS_MAIN(HintTest)
#include "tst_hints.moc"
