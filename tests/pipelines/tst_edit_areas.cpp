#include <image/convert.h>
#include <image/geometry.h>
#include <image/mask.h>
#include <image/resize.h>
#include <pipelines/inpaint.h>
#include <pipelines/outpaint.h>

#include <ATen/ATen.h>

#include <support/message.h>

#include <QTest>
#include <random>

using namespace tarn;

namespace {

std::mt19937 generator(std::random_device{}());

int between(int least, int most) { return std::uniform_int_distribution(least, most)(generator); }

Image noise(int width, int height, int channels, int bits)
{
    Image image = blankImage(width, height, channels, bits);
    for (std::byte& sample : image.pixels)
        sample = std::byte(generator());
    return image;
}

/// A few boxes of random greyness.
Image randomMask(int width, int height)
{
    Image mask = blankImage(width, height, 1, 8);
    for (int i = between(1, 3); i > 0; --i) {
        const int x = between(0, width - 1), y = between(0, height - 1);
        const int right = between(x, width - 1), bottom = between(y, height - 1);
        const auto value = std::byte(between(0, 1) ? 255 : between(1, 254));
        for (int v = y; v <= bottom; ++v)
            std::fill_n(mask.pixels.begin() + v * width + x, right - x + 1, value);
    }
    return mask;
}

GenerateRequest randomRequest()
{
    GenerateRequest request;
    request.width = between(1, 300);
    request.height = between(1, 300);
    request.grow = between(0, 20);
    request.feather = between(0, 30);
    request.padding = between(0, 60);
    request.strength = between(0, 1) ? 1 : 0.6;
    request.area = std::array{"auto", "whole", "masked"}[std::size_t(between(0, 2))];
    return request;
}

SamplingPlan noSteps(const GenerateRequest&) { return {}; }

} // namespace

/// The masks, areas and tiles of editing, over random pictures: properties that hold for all of them.
class EditAreasTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void masksReachNoFartherThanTheyMay()
    {
        for (int round = 0; round < 60; ++round) {
            const GenerateRequest request = randomRequest();
            const Image mask = randomMask(request.width, request.height);
            const InpaintMasks masks = editMasks(request, mask, request.width, request.height);
            QVERIFY(masks.selection == mask);
            QVERIFY(reachBeyond(masks.paste, mask) <= request.grow + request.feather);
            QVERIFY(reachBeyond(masks.denoise, mask) <= request.grow + request.feather);
            for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
                QVERIFY(masks.denoise.pixels[i] >= mask.pixels[i]);
                QVERIFY(masks.paste.pixels[i] >= mask.pixels[i]);
            }
        }
    }

    void areasShowTheSelectionAtTheModelsSize()
    {
        for (int round = 0; round < 300; ++round) {
            const GenerateRequest request = randomRequest();
            const Box selection = maskBounds(randomMask(request.width, request.height));
            const EditArea area = editArea(request, selection, 64, 8);
            QVERIFY(area.context.contains(selection));
            QVERIFY((Box{0, 0, request.width, request.height}.contains(area.context)));
            if (request.area == "whole") {
                QVERIFY(!area.isScaled() && area.context.width == request.width);
            } else if (request.area == "masked") {
                QVERIFY(area.width % 8 == 0 && area.height % 8 == 0);
                QVERIFY(
                    std::abs(std::log(area.width * area.height / 4096.0)) < 1.2); // long strips are rounded much
            }
        }
    }

    void cropRunAndStitchOfAnIdentityIsTheIdentity()
    {
        for (int round = 0; round < 60; ++round) {
            GenerateRequest request = randomRequest();
            request.colourMatch = round % 2;
            const int channels = request.colourMatch ? 3 : between(1, 4);
            const int bits = request.colourMatch || between(0, 1) ? 8 : 16;
            const Image picture = noise(request.width, request.height, channels, bits);
            EditPlan plan = inpaintPlan(
                request, randomMask(request.width, request.height), request.width, request.height, 64, 8, noSteps);
            EditPass& pass = plan.passes.front();
            pass.area.width = pass.area.context.width;
            pass.area.height = pass.area.context.height;
            const Image result =
                pasted(picture, cropped(picture, pass.area.context), pass, masksOf(plan, pass).paste);
            if (request.colourMatch) { // through Lab and back: to the nearest level
                for (std::size_t i = 0; i < result.pixels.size(); ++i)
                    QVERIFY(
                        std::abs(std::to_integer<int>(result.pixels[i]) - std::to_integer<int>(picture.pixels[i]))
                        <= 2);
            } else {
                QVERIFY(result == picture);
            }
        }
    }

    void noThinLineIsLostAtAnySize()
    {
        for (int round = 0; round < 200; ++round) {
            Image mask = blankImage(between(1, 200), between(1, 200), 1, 8);
            const std::size_t at = generator() % mask.pixels.size();
            mask.pixels[at] = std::byte(200);
            const Image small = maskAt(mask, between(1, mask.width), between(1, mask.height));
            QCOMPARE(*std::ranges::max_element(small.pixels), std::byte(200));
        }
    }

    void anOutpaintingKeepsTheOldPictureAndCoversTheNew()
    {
        for (int round = 0; round < 60; ++round) {
            GenerateRequest request = randomRequest();
            const auto margin = [] { return between(0, 1) ? between(1, 150) : 0; };
            request.outpaint = {margin(), margin(), margin(), margin()};
            if (!request.outpaint.any())
                continue;
            request.blend = between(0, 1) ? between(0, 40) : 0;
            request.width += request.outpaint.left + request.outpaint.right;
            request.height += request.outpaint.top + request.outpaint.bottom;
            request.steps = 10;
            const Box old = oldPictureBox(request);
            const EditPlan plan = outpaintPlan(request, 64, 8, noSteps);
            const OutpaintMargins& margins = request.outpaint;
            int wrong = 0;
            for (const EditPass& pass : plan.passes) {
                QVERIFY((Box{0, 0, request.width, request.height}.contains(pass.area.context)));
                const InpaintMasks masks = masksOf(plan, pass);
                QCOMPARE(masks.paste.width, pass.area.context.width);
                QCOMPARE(masks.denoise.height, pass.area.context.height);
            }
            for (int y = 0; y < request.height; ++y)
                for (int x = 0; x < request.width; ++x) {
                    const auto value = std::to_integer<int>(
                        plan.masks.paste.pixels[std::size_t(y) * std::size_t(request.width) + std::size_t(x)]);
                    if (!old.contains({x, y, 1, 1})) {
                        wrong += value == 255 ? 0 : 1;
                        continue;
                    }
                    const bool near = (margins.left > 0 && x - old.x < request.blend)
                        || (margins.right > 0 && old.right() - 1 - x < request.blend)
                        || (margins.top > 0 && y - old.y < request.blend)
                        || (margins.bottom > 0 && old.bottom() - 1 - y < request.blend);
                    wrong += (value > 0) == near ? 0 : 1;
                }
            QCOMPARE(wrong, 0);
        }
    }

    void tilesLeaveNothingOutAndFadeIntoEachOther()
    {
        GenerateRequest request;
        request.outpaint = {100, 0, 0, 77};
        request.width = 400;
        request.height = 301;
        const EditPlan plan = outpaintPlan(request, 64, 8, noSteps);
        QVERIFY(plan.passes.size() > 10);
        std::vector<int> strongest(std::size_t(request.width * request.height));
        for (const EditPass& pass : plan.passes) {
            const Box& box = pass.area.context;
            if (box.width > 64)
                continue;
            const Image paste = masksOf(plan, pass).paste;
            for (int y = 0; y < box.height; ++y)
                for (int x = 0; x < box.width; ++x) {
                    int& value = strongest[std::size_t((box.y + y) * request.width + box.x + x)];
                    value = std::max(value,
                        std::to_integer<int>(paste.pixels[std::size_t(y) * paste.rowBytes() + std::size_t(x)]));
                }
        }
        for (std::size_t i = 0; i < strongest.size(); ++i)
            if (plan.masks.paste.pixels[i] == std::byte(255))
                QVERIFY2(
                    strongest[i] >= 60, qPrintable(QString::number(i))); // corners of four tiles: a half of a half
    }

    void tooManyTilesAreRefused()
    {
        GenerateRequest request;
        request.outpaint.left = 8000;
        request.width = request.height = 16000;
        const auto refused = [&] { outpaintPlan(request, 64, 8, noSteps); };
        const QString message = test::messageOf(refused);
        QVERIFY2(message.contains("tiles") && message.endsWith('.'), qPrintable(message));
    }

    void unmaskedLatentsFollowTheirOwnNoise()
    {
        const at::Tensor known = at::randn({1, 4, 6, 5}), drawn = at::randn({1, 4, 6, 5});
        const at::Tensor mask = at::randint(0, 3, {1, 1, 6, 5}).to(at::kFloat) / 2;
        const auto timestepOf = [](double sigma) { return sigma * 100; };
        const KeptLatents kept(known, at::randn({1, 4, 6, 5}), mask, timestepOf, 10);
        for (const double sigma : {10.0, 7.0, 5.0, 1.0, 0.1}) {
            at::Tensor seen;
            const Denoiser denoise = kept.around([&](const at::Tensor& x, double) {
                seen = x;
                return drawn;
            });
            const at::Tensor x = at::randn({1, 4, 6, 5});
            const at::Tensor result = denoise(x, sigma);
            const at::Tensor active = (mask * 10 >= sigma).logical_and(mask > 0).expand_as(x);
            QVERIFY(result.equal(at::where(active, drawn, known)));
            if (sigma < 10)
                QVERIFY(seen.masked_select(active).equal(x.masked_select(active)));
        }
        QVERIFY(kept.finished(drawn).equal(at::where(mask > 0, drawn, known)));
    }
};

QTEST_GUILESS_MAIN(EditAreasTest)
#include "tst_edit_areas.moc"
