#include <image/convert.h>
#include <image/geometry.h>
#include <image/mask.h>
#include <image/png.h>
#include <image/resize.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>

#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <random>

using namespace tarn;

namespace {

Image noisePicture(int width, int height, int channels, int bits)
{
    Image image = blankImage(width, height, channels, bits);
    std::mt19937 random(std::uint32_t(width * 31 + height));
    for (std::byte& sample : image.pixels)
        sample = std::byte(random());
    return image;
}

Image maskWith(int width, int height, const Box& box)
{
    Image mask = blankImage(width, height, 1, 8);
    for (int y = box.y; y < box.bottom(); ++y)
        std::fill_n(mask.pixels.begin() + y * width + box.x, box.width, std::byte(255));
    return mask;
}

/// Which pixels differ, as a mask of 255. Both have one size and kind.
Image difference(const Image& a, const Image& b)
{
    Image result = blankImage(a.width, a.height, 1, 8);
    const std::size_t pixel = std::size_t(a.channels * a.bits / 8);
    for (std::size_t i = 0; i < result.pixels.size(); ++i)
        if (std::memcmp(&a.pixels[i * pixel], &b.pixels[i * pixel], pixel) != 0)
            result.pixels[i] = std::byte(255);
    return result;
}

std::size_t count(const Image& mask) { return std::size_t(std::ranges::count(mask.pixels, std::byte(255))); }

} // namespace

/// Editing with the starter model: what is not to be drawn stays bit for bit.
class EditingTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString file(const QString& name) const { return m_folder.filePath(name); }

    /// The result of a run over `picture`, and its line of JSON.
    std::pair<Image, nlohmann::json> draw(const Image& picture, const QStringList& arguments)
    {
        writePng(file("picture.png").toStdString(), picture, {});
        const test::ProgramResult result = test::runTarn(arguments
            + QStringList{"--prompt", "a lake", "--image", file("picture.png"), "--steps", "3", "--seed", "5",
                "--quiet", "--json", "--output", file("result.png")});
        if (result.exitCode != 0)
            throw std::runtime_error(result.errors.toStdString());
        return {readPng(file("result.png").toStdString()), nlohmann::json::parse(result.output.toStdString())};
    }
    std::pair<Image, nlohmann::json> inpaint(const Image& picture, const Image& mask, const QStringList& more)
    {
        writePng(file("hole.png").toStdString(), mask, {});
        return draw(picture, QStringList{"generate", "--mask", file("hole.png"), "--strength", "1"} + more);
    }

private Q_SLOTS:
    void whatIsNotMaskedStaysBitForBit_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (const int channels : {1, 2, 3, 4})
            for (const int bits : {8, 16})
                QTest::addRow("%d channels of %d bits", channels, bits) << channels << bits;
    }
    void whatIsNotMaskedStaysBitForBit()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        const int grow = 3 * channels, feather = 5 * channels - 5;
        const Image picture = noisePicture(211, 173, channels, bits);
        const Image mask = maskWith(211, 173, {80, 60, 40, 30});
        const auto [result, json] = inpaint(picture, mask,
            {"--area", bits == 8 ? "masked" : "whole", "--grow", QString::number(grow), "--feather",
                QString::number(feather), "--padding", "8"});
        const Image original = isGrey(picture) ? toRgb(picture) : picture;
        QCOMPARE(result.bits, bits);
        QCOMPARE(result.channels, original.channels);
        const Image changed = difference(original, result);
        QVERIFY(reachBeyond(changed, mask) <= json["edit"]["reach"].get<double>());
        QVERIFY(json["edit"]["reach"].get<double>() <= grow + feather);
        QVERIFY(json["edit"]["seam"].get<double>() >= 0);
        QVERIFY2(count(changed) > 40 * 30 * 9 / 10, "the masked pixels are drawn anew");
    }

    void everyFillStartsFromSomethingElse()
    {
        const Image picture = noisePicture(128, 128, 3, 8);
        const Image mask = maskWith(128, 128, {40, 40, 50, 50});
        std::vector<Image> results;
        for (const char* fill : {"original", "blur", "telea", "ns", "noise", "nothing"}) {
            const auto [result, json] = inpaint(picture, mask, {"--fill", fill, "--strength", "0.6"});
            QVERIFY2(std::ranges::find(results, result) == results.end(), fill);
            results.push_back(result);
        }
    }

    void thinLinesAndSoftMasksAreDrawn()
    {
        const Image picture = noisePicture(300, 300, 3, 8);
        Image soft = maskWith(300, 300, {100, 100, 80, 80});
        for (std::byte& value : soft.pixels)
            value = std::byte(std::to_integer<int>(value) / 2);
        for (const Image& mask : {maskWith(300, 300, {20, 150, 260, 1}), soft}) {
            const auto [result, json] = inpaint(picture, mask, {"--feather", "0"});
            const Box box = maskBounds(mask);
            QVERIFY(count(difference(cropped(picture, box), cropped(result, box)))
                > std::size_t(box.width * box.height / 2));
        }
    }

    void aFullMaskDrawsEverything()
    {
        const Image picture = noisePicture(64, 64, 3, 8);
        const auto [result, json] = inpaint(picture, maskWith(64, 64, {0, 0, 64, 64}), {});
        QVERIFY(count(difference(picture, result)) > 64 * 64 * 9 / 10);
        QCOMPARE(json["edit"]["seam"].get<double>(), 0.0);
    }

    void onePixelIsEnough()
    {
        const Image picture = noisePicture(1, 1, 4, 8);
        const auto [result, json] = inpaint(picture, maskWith(1, 1, {0, 0, 1, 1}), {});
        QCOMPARE(result.width, 1);
        const auto [larger, other] =
            draw(picture, {"outpaint", "--right", "40", "--bottom", "30", "--blend", "0"});
        QCOMPARE(larger.width, 41);
        QCOMPARE(larger.height, 31);
        QVERIFY(cropped(larger, {0, 0, 1, 1}) == picture);
    }

    void anOutpaintingKeepsTheOldPicture_data()
    {
        QTest::addColumn<QStringList>("margins"); // left, right, top, bottom
        QTest::addColumn<int>("blend");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        QTest::newRow("one side") << QStringList{"40", "0", "0", "0"} << 24 << 3 << 8;
        QTest::newRow("all sides, no blend") << QStringList{"9", "31", "17", "50"} << 0 << 4 << 16;
        QTest::newRow("in tiles") << QStringList{"0", "70", "0", "20"} << 10 << 3 << 8;
        QTest::newRow("grey") << QStringList{"0", "0", "33", "0"} << 7 << 1 << 16;
    }
    void anOutpaintingKeepsTheOldPicture()
    {
        QFETCH(QStringList, margins);
        QFETCH(int, blend);
        QFETCH(int, channels);
        QFETCH(int, bits);
        const bool tiled = margins[1] == "70";
        const Image picture = noisePicture(tiled ? 200 : 90, tiled ? 170 : 80, channels, bits);
        const auto [result, json] = draw(picture,
            {"outpaint", "--left", margins[0], "--right", margins[1], "--top", margins[2], "--bottom", margins[3],
                "--blend", QString::number(blend)});
        const int left = margins[0].toInt(), top = margins[2].toInt();
        QCOMPARE(result.width, picture.width + left + margins[1].toInt());
        QCOMPARE(result.height, picture.height + top + margins[3].toInt());
        QCOMPARE(result.bits, bits);
        QCOMPARE(json["edit"]["passes"].get<int>() > 1, tiled);
        QVERIFY(json["edit"]["reach"].get<double>() <= blend);
        const Image original = isGrey(picture) ? toRgb(picture) : picture;
        const Image kept = cropped(result, {left, top, picture.width, picture.height});
        const Box inside{left > 0 ? blend : 0, top > 0 ? blend : 0,
            picture.width - (left > 0 ? blend : 0) - (margins[1] != "0" ? blend : 0),
            picture.height - (top > 0 ? blend : 0) - (margins[3] != "0" ? blend : 0)};
        QVERIFY(cropped(kept, inside) == cropped(original, inside));
        if (blend > 0)
            QVERIFY(!(kept == original));
        const Box outside = left > 0 ? Box{0, 0, left, result.height} : Box{0, result.height - 1, result.width, 1};
        const Image around =
            cropped(paddedByEdges(original, {left, top, margins[1].toInt(), margins[3].toInt()}), outside);
        if (left > 0)
            QVERIFY2(count(difference(around, cropped(result, outside))) > 0, "the margin is drawn");
    }

    void aRepeatedRequestGivesTheSamePixels()
    {
        const Image picture = noisePicture(140, 120, 4, 8);
        const auto repeat = [&](const QStringList& more) {
            const test::ProgramResult again =
                test::runTarn(QStringList{"generate", "--request", file("result.png"), "--image",
                                  file("picture.png"), "--quiet", "--output", file("again.png")}
                    + more);
            if (again.exitCode != 0)
                throw std::runtime_error(again.errors.toStdString());
            return readPng(file("again.png").toStdString());
        };
        const auto [first, json] = inpaint(picture, maskWith(140, 120, {30, 30, 40, 40}), {"--grow", "5"});
        QVERIFY(repeat({"--mask", file("hole.png")}) == first);
        const auto [grown, other] = draw(picture, {"outpaint", "--left", "20"});
        QVERIFY(repeat({}) == grown);
    }

    void aSizeResizesThePictureFirstAndItsAlphaStays()
    {
        const Image picture = noisePicture(150, 130, 4, 8);
        const auto [result, json] = draw(picture, {"generate", "--size", "75x64", "--strength", "0.5"});
        QCOMPARE(result.width, 75);
        QVERIFY(alphaOf(result) == alphaOf(resized(picture, 75, 64, Filter::lanczos)));
        const auto [masked, other] = inpaint(picture, maskWith(150, 130, {40, 40, 20, 20}), {"--size", "75x65"});
        const Image small = resized(picture, 75, 65, Filter::lanczos);
        QVERIFY(reachBeyond(difference(small, masked), maskWith(75, 65, {20, 20, 10, 10})) <= 8);
    }
};

QTEST_GUILESS_MAIN(EditingTest)
#include "tst_editing.moc"
