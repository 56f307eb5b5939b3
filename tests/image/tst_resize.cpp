#include "random_image.h"

#include <image/geometry.h>
#include <image/png.h>
#include <image/resize.h>

#include <support/message.h>
#include <support/reference.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using tarn::Filter;
using tarn::Image;
using test::randomImage;

namespace {

Filter filterNamed(const QString& name)
{
    return name == "nearest" ? Filter::nearest
        : name == "box"      ? Filter::box
        : name == "bilinear" ? Filter::bilinear
        : name == "bicubic"  ? Filter::bicubic
                             : Filter::lanczos;
}

} // namespace

class ResizeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFilterGivesPillowsPixels()
    {
        QTemporaryDir folder;
        const QByteArray output = test::runReference(
            "image/picture_reference.py", {"resize", folder.path(), QString::number(test::randomSeed())});
        const QJsonArray cases = QJsonDocument::fromJson(output).array();
        QVERIFY(cases.size() > 100);
        for (const QJsonValue& value : cases) {
            const QJsonObject one = value.toObject();
            const Image source = tarn::readPng(one["source"].toString().toStdString());
            const Image theirs = tarn::readPng(one["result"].toString().toStdString());
            const Image ours =
                tarn::resized(source, theirs.width, theirs.height, filterNamed(one["filter"].toString()));
            QVERIFY2(ours == theirs, qPrintable(one["result"].toString()));
        }
    }

    void deepPicturesAgreeWithTheirEightBits()
    {
        std::mt19937 random(test::randomSeed());
        for (const Filter filter :
            {Filter::nearest, Filter::box, Filter::bilinear, Filter::bicubic, Filter::lanczos}) {
            // Without extremes: 8 bits are clipped after each of the two passes.
            Image flat = randomImage(31, 22, 3, 8, random);
            for (std::byte& sample : flat.pixels)
                sample = std::byte(64 + std::to_integer<int>(sample) / 2);
            const Image ours = tarn::to8Bits(tarn::resized(tarn::to16Bits(flat), 47, 9, filter));
            const Image like = tarn::resized(flat, 47, 9, filter);
            for (std::size_t i = 0; i < ours.pixels.size(); ++i)
                QVERIFY(
                    std::abs(std::to_integer<int>(ours.pixels[i]) - std::to_integer<int>(like.pixels[i])) <= 2);
        }
    }

    void depthsAndColoursConvertWithoutLoss()
    {
        std::mt19937 random(test::randomSeed());
        for (int channels = 1; channels <= 4; ++channels) {
            const Image flat = randomImage(9, 5, channels, 8, random);
            QVERIFY(tarn::to8Bits(tarn::to16Bits(flat)) == flat);
            QVERIFY(tarn::withoutAlpha(tarn::withAlpha(tarn::withoutAlpha(flat))) == tarn::withoutAlpha(flat));
            if (channels <= 2)
                QVERIFY(tarn::toGrey(tarn::toRgb(flat)) == flat);
        }
    }

    void aPictureIsTurnedBackByTheOppositeOrientation()
    {
        std::mt19937 random(test::randomSeed());
        constexpr int opposite[] = {0, 1, 2, 3, 4, 5, 8, 7, 6};
        for (const int bits : {8, 16})
            for (int channels = 1; channels <= 4; ++channels)
                for (int orientation = 1; orientation <= 8; ++orientation) {
                    const Image image = randomImage(7, 4, channels, bits, random);
                    const Image turned = tarn::oriented(image, orientation);
                    QCOMPARE(turned.width, orientation >= 5 ? 4 : 7);
                    QVERIFY(tarn::oriented(turned, opposite[orientation]) == image);
                }
    }

    void paddingRepeatsTheEdgeAndIsCroppedAway()
    {
        std::mt19937 random(test::randomSeed());
        const Image image = randomImage(13, 9, 4, 16, random);
        const tarn::Margins margins = tarn::marginsToMultiple(13, 9, 8);
        QVERIFY((margins == tarn::Margins{0, 0, 3, 7}));
        const Image padded = tarn::paddedByEdges(image, margins);
        QVERIFY(tarn::cropped(padded, tarn::boundsOf(image)) == image);
        QVERIFY(tarn::cropped(padded, {15, 0, 1, 9}) == tarn::cropped(image, {12, 0, 1, 9}));
        QVERIFY(tarn::cropped(padded, {0, 15, 13, 1}) == tarn::cropped(image, {0, 8, 13, 1}));
    }

    void aSizeBeyondTheLimitsIsRefused()
    {
        const Image image = tarn::blankImage(4, 4, 3, 8);
        for (const auto& [width, height] : {std::pair(20'000, 20'000), {0, 5}, {16'385, 1}}) {
            const QString message =
                test::messageOf([&, w = width, h = height] { tarn::resized(image, w, h, Filter::box); });
            QVERIFY2(message.contains("16384") && message.endsWith('.'), qPrintable(message));
        }
        QVERIFY(!test::messageOf([&] { tarn::paddedByEdges(image, {20'000, 0, 0, 0}); }).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ResizeTest)
#include "tst_resize.moc"
