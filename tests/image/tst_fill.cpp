#include "random_image.h"

#include <image/fill.h>
#include <image/geometry.h>
#include <image/resize.h>
#include <image/seam.h>

#include <support/message.h>
#include <support/reference.h>

#include <QTest>
#include <functional>

using tarn::Image;
using test::randomImage;
using test::rectangleMask;

namespace {

Image smoothImage(int width, int height, std::mt19937& random)
{
    return tarn::resized(randomImage(6, 5, 3, 8, random), width, height, tarn::Filter::bicubic);
}

double meanDifference(const Image& a, const Image& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        sum += std::abs(std::to_integer<int>(a.pixels[i]) - std::to_integer<int>(b.pixels[i]));
    return sum / double(a.pixels.size());
}

Image brighter(Image image, int by)
{
    for (std::byte& sample : image.pixels)
        sample = std::byte(std::clamp(std::to_integer<int>(sample) + by, 0, 255));
    return image;
}

/// `over` where the mask is not 0.
Image pasted(const Image& under, const Image& over, const Image& mask)
{
    Image result = under;
    for (std::size_t i = 0; i < result.pixels.size(); ++i)
        if (mask.pixels[i / 3] != std::byte(0))
            result.pixels[i] = over.pixels[i];
    return result;
}

using Fill = std::function<Image(const Image&, const Image&)>;

} // namespace
Q_DECLARE_METATYPE(Fill)

class FillTest : public QObject {
    Q_OBJECT

    std::mt19937 m_random{std::mt19937::result_type(test::randomSeed())};

private Q_SLOTS:
    void theRestStaysAndWhatWasUnderTheMaskIsGone_data()
    {
        QTest::addColumn<Fill>("fill");
        QTest::newRow("telea") << Fill(
            [](const Image& p, const Image& m) { return tarn::infilled(p, m, tarn::Infill::telea); });
        QTest::newRow("navier-stokes") << Fill(
            [](const Image& p, const Image& m) { return tarn::infilled(p, m, tarn::Infill::navierStokes); });
        QTest::newRow("blur") << Fill(tarn::filledByBlur);
        QTest::newRow("neutral") << Fill(tarn::filledNeutral);
    }
    void theRestStaysAndWhatWasUnderTheMaskIsGone()
    {
        QFETCH(Fill, fill);
        for (const int size : {90, 900}) {
            const Image picture = smoothImage(size + 40, size, m_random);
            const Image mask = rectangleMask(size + 40, size, size / 10, size / 9, size * 8 / 10, size * 8 / 10);
            const Image spoilt = pasted(picture, randomImage(size + 40, size, 3, 8, m_random), mask);
            const Image filled = fill(picture, mask);
            QVERIFY(fill(spoilt, mask) == filled);
            QVERIFY(pasted(filled, picture, mask) == picture);
        }
    }

    /// A plane of colour, at least 40 away from the middle grey under the mask, comes back within 12.
    void aSmoothPictureIsContinuedIntoTheHole()
    {
        std::uniform_real_distribution<double> slope(-0.5, 0.5);
        Image picture = tarn::blankImage(200, 160, 3, 8);
        for (int c = 0; c < 3; ++c) {
            const double across = slope(m_random);
            const double down = slope(m_random);
            const double middle = c == 1 ? 200 : 70;
            for (int y = 0; y < picture.height; ++y)
                for (int x = 0; x < picture.width; ++x)
                    picture.pixels[std::size_t((y * picture.width + x) * 3 + c)]
                        = std::byte(std::clamp(std::lround(middle + across * (x - 100) + down * (y - 80)), 0L, 255L));
        }
        const Image mask = rectangleMask(200, 160, 90, 70, 110, 90);
        const double share = 20.0 * 20 / (200 * 160);
        QVERIFY(meanDifference(tarn::filledNeutral(picture, mask), picture) > 40 * share);
        for (const Image& filled : {tarn::infilled(picture, mask, tarn::Infill::telea),
                 tarn::infilled(picture, mask, tarn::Infill::navierStokes), tarn::filledByBlur(picture, mask)})
            QVERIFY(meanDifference(filled, picture) < 12 * share);
    }

    void emptyAndFullMasksAreFilled()
    {
        const Image picture = smoothImage(60, 50, m_random);
        const Image empty = tarn::blankImage(60, 50, 1, 8);
        const Image full = rectangleMask(60, 50, 0, 0, 60, 50);
        QVERIFY(tarn::infilled(picture, empty, tarn::Infill::telea) == picture);
        QVERIFY(tarn::filledByBlur(picture, empty) == picture);
        QCOMPARE(tarn::filledByBlur(picture, full).width, 60);
        QCOMPARE(tarn::infilled(picture, full, tarn::Infill::navierStokes).width, 60);
        QVERIFY(
            test::messageOf([&] { tarn::filledByBlur(picture, tarn::blankImage(7, 7, 1, 8)); }).contains("7 x 7"));
    }

    void coloursAreMatchedToTheSurroundings()
    {
        const Image original =
            brighter(tarn::resized(smoothImage(120, 100, m_random), 120, 100, tarn::Filter::box), 0);
        const Image mask = rectangleMask(120, 100, 40, 30, 80, 70);
        Image dull = original;
        for (std::byte& sample : dull.pixels)
            sample = std::byte(60 + std::to_integer<int>(sample) / 2);
        for (const int ring : {0, 12})
            QVERIFY(meanDifference(tarn::colourMatched(dull, original, mask, ring), original)
                < meanDifference(dull, original) / 2);
        QVERIFY(meanDifference(tarn::colourMatched(original, original, mask), original) < 1);
        QVERIFY(tarn::colourMatched(dull, original, rectangleMask(120, 100, 0, 0, 120, 100)) == dull);
    }

    void aSeamIsMeasuredByItsContrast()
    {
        const Image picture = smoothImage(160, 140, m_random);
        const Image mask = rectangleMask(160, 140, 50, 40, 110, 100);
        QVERIFY(tarn::seamOf(picture, mask) < 0.3);
        double before = 0.3;
        for (const int by : {8, 20, 50}) {
            Image dark = picture;
            for (std::byte& sample : dark.pixels)
                sample = std::byte(std::to_integer<int>(sample) / 2);
            const double seam = tarn::seamOf(pasted(dark, brighter(dark, by), mask), mask);
            QVERIFY2(seam > before, qPrintable(QString("%1: %2").arg(by).arg(seam)));
            before = seam;
        }
        QCOMPARE(tarn::seamOf(picture, tarn::blankImage(160, 140, 1, 8)), 0.0);
        QCOMPARE(tarn::seamOf(picture, rectangleMask(160, 140, 0, 0, 160, 140)), 0.0);
    }
};

QTEST_GUILESS_MAIN(FillTest)
#include "tst_fill.moc"
