#include "reference_case.h"

#include <base/error.h>
#include <sampling/noise_source.h>
#include <sampling/philox.h>
#include <sampling/plan.h>

#include <ATen/ATen.h>

#include <QTest>
#include <cmath>

using namespace tarn;

namespace {

const std::vector<std::int64_t> latents = {1, 4, 24, 32};

/// W(next) - W(sigma), taken back from the normalised increment.
at::Tensor increment(BrownianNoise& path, double sigma, double next)
{
    return path.draw(at::empty(latents), sigma, next) * std::sqrt(sigma - next);
}

double correlation(const at::Tensor& a, const at::Tensor& b) { return (a * b).mean().item<double>(); }

} // namespace

class Noise : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cpuDrawsHaveTheBitsOfTorch();
    void everyImageOfABatchHasItsOwnSeed_data();
    void everyImageOfABatchHasItsOwnSeed();
    void philoxGivesTheDocumentedVector();
    void philoxGivesTheWordsOfItsPaper();
    void givenDrawsComeInOrderAndAMissingOneIsNamed();
    void brownianIncrementsAddUp();
    void brownianIncrementsAreIndependentStandardNormals();
    void brownianIncrementsDependOnSeedAndEndsAlone();
    void aRunStartsWithTheFirstDraw();
    void aVariationTurnsTheStartOnASphere();
    void kindNamesAreChecked();
};

void Noise::cpuDrawsHaveTheBitsOfTorch()
{
    int checked = 0;
    for (const test::ReferenceCase& reference : test::referenceCases("noise", 0)) {
        SeededNoise noise(NoiseKind::cpu, std::stoull(reference.parameters["seed"].get<std::string>()));
        for (const auto& [index, expected] : reference.sequence("draw")) {
            QVERIFY(at::equal(noise.next(expected.sizes()), expected));
            ++checked;
        }
    }
    QCOMPARE(checked, 6 * 7 * 3);
}

void Noise::everyImageOfABatchHasItsOwnSeed_data()
{
    QTest::addColumn<bool>("cpu");
    QTest::newRow("cpu") << true;
    QTest::newRow("philox") << false;
}

void Noise::everyImageOfABatchHasItsOwnSeed()
{
    QFETCH(bool, cpu);
    const NoiseKind kind = cpu ? NoiseKind::cpu : NoiseKind::philox;
    SeededNoise batch(kind, 7);
    SeededNoise second(kind, 8);
    for (int draw = 0; draw < 2; ++draw)
        QVERIFY(at::equal(batch.next({3, 4, 5, 6})[1], second.next({1, 4, 5, 6})[0]));
    BrownianNoise paths(7, 0.03, 14.6);
    BrownianNoise secondPath(8, 0.03, 14.6);
    QVERIFY(at::equal(
        paths.draw(at::empty({3, 4, 5, 6}), 9, 2)[1], secondPath.draw(at::empty({1, 4, 5, 6}), 9, 2)[0]));
}

// The vector that A1111's rng_philox.py documents.
void Noise::philoxGivesTheDocumentedVector()
{
    const at::Tensor noise = philoxNormal(0, 0, {3, 4}).flatten();
    const double expected[] = {-0.92466259, -0.42534415, -2.6438457, 0.14518388};
    for (int i = 0; i < 4; ++i)
        QCOMPARE_LE(std::abs(noise[i].item<double>() - expected[i]), 1e-6);
    const at::Tensor many = philoxNormal(123, 4, {100'000});
    QCOMPARE_LE(std::abs(many.mean().item<double>()), 0.015);
    QCOMPARE_LE(std::abs(many.std().item<double>() - 1), 0.01);
}

// Known answers of the Random123 distribution for philox4x32-10.
void Noise::philoxGivesTheWordsOfItsPaper()
{
    using Words = std::array<std::uint32_t, 4>;
    QVERIFY((philox(0, {0, 0, 0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    const std::uint32_t ones = 0xffffffff;
    QVERIFY((philox(0xffffffffffffffff, {ones, ones, ones, ones})
        == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    QVERIFY((philox(0x299f31d0a4093822, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344})
        == Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

void Noise::givenDrawsComeInOrderAndAMissingOneIsNamed()
{
    const at::Tensor like = at::empty({1, 4, 2, 2});
    GivenNoise noise({{0, at::full({1, 4, 2, 2}, 3.0)}, {1, at::zeros({1, 4, 2, 3})}});
    QCOMPARE(noise.draw(like, 2, 1).mean().item<double>(), 3.0);
    try {
        noise.draw(like, 2, 1);
        QFAIL("accepted a wrong shape");
    } catch (const UsageError& e) {
        QVERIFY2(
            QString(e.what()).contains("noise.step.1") && QString(e.what()).contains("[1, 4, 2, 3]"), e.what());
    }
    try {
        noise.draw(like, 2, 1);
        QFAIL("accepted a missing draw");
    } catch (const UsageError& e) {
        QVERIFY2(QString(e.what()).contains("noise.step.2"), e.what());
    }
}

void Noise::brownianIncrementsAddUp()
{
    BrownianNoise path(11, 0.0291672, 14.6146);
    at::Tensor sum = at::zeros(latents);
    const double levels[] = {14.6146412293, 9.1, 4.0, 3.999, 1.0, 0.125, 0.0404, 0.0291671582};
    for (std::size_t i = 0; i + 1 < std::size(levels); ++i)
        sum = sum + increment(path, levels[i], levels[i + 1]);
    const at::Tensor whole = increment(path, levels[0], levels[std::size(levels) - 1]);
    QCOMPARE_LE((sum - whole).abs().max().item<double>(), 1e-5);
}

void Noise::brownianIncrementsAreIndependentStandardNormals()
{
    BrownianNoise path(12, 0.0291672, 14.6146);
    const at::Tensor like = at::empty({1, 4, 128, 128});
    // A stretch over the middle of the tree, two that touch, and the shortest that a karras schedule has at its
    // end.
    const std::pair<double, double> stretches[] = {{14.6, 3.0}, {3.0, 2.9}, {2.9, 1.0}, {0.0485, 0.0292}};
    std::vector<at::Tensor> draws;
    for (const auto& [sigma, next] : stretches)
        draws.push_back(path.draw(like, sigma, next));
    for (std::size_t i = 0; i < draws.size(); ++i) {
        // 65536 numbers: four standard errors.
        QCOMPARE_LE(std::abs(draws[i].mean().item<double>()), 0.016);
        QCOMPARE_LE(std::abs(correlation(draws[i], draws[i]) - 1), 0.024);
        QCOMPARE_LE(std::abs(draws[i].pow(4).mean().item<double>() - 3), 0.16);
        for (std::size_t j = 0; j < i; ++j)
            QCOMPARE_LE(std::abs(correlation(draws[i], draws[j])), 0.016);
    }
}

void Noise::brownianIncrementsDependOnSeedAndEndsAlone()
{
    const at::Tensor like = at::empty(latents);
    BrownianNoise path(13, 0.03, 14.6);
    BrownianNoise same(13, 0.03, 14.6);
    BrownianNoise other(14, 0.03, 14.6);
    const at::Tensor early = path.draw(like, 5, 2);
    path.draw(like, 2, 1);
    same.draw(like, 0.4, 0.1);
    QVERIFY(at::equal(same.draw(like, 5, 2), early));
    QVERIFY(at::equal(path.draw(like, 5, 2), early));
    QCOMPARE_LE(std::abs(correlation(other.draw(like, 5, 2), early)), 0.08);
}

void Noise::aRunStartsWithTheFirstDraw()
{
    SamplingPlan plan;
    RunNoise sequential = makeNoise(plan, NoiseKind::cpu, {5}, latents);
    SeededNoise generator(NoiseKind::cpu, 5);
    QVERIFY(at::equal(sequential.start, generator.next(latents)));
    QVERIFY(at::equal(sequential.steps->draw(at::empty(latents), 2, 1), generator.next(latents)));
    plan.brownian = BrownianRange{0.03, 14.6};
    RunNoise brownian = makeNoise(plan, NoiseKind::cpu, {5}, latents);
    QVERIFY(at::equal(brownian.start, sequential.start));
    BrownianNoise path(5, 0.03, 14.6);
    QVERIFY(at::equal(brownian.steps->draw(at::empty(latents), 2, 1), path.draw(at::empty(latents), 2, 1)));
}

void Noise::aVariationTurnsTheStartOnASphere()
{
    SamplingPlan plan;
    const at::Tensor low = makeNoise(plan, NoiseKind::cpu, {5}, latents).start;
    const at::Tensor high = makeNoise(plan, NoiseKind::cpu, {6}, latents).start;
    QVERIFY(at::equal(makeNoise(plan, NoiseKind::cpu, {5, 0, 6}, latents).start, low));
    QCOMPARE_LE(test::farthest(makeNoise(plan, NoiseKind::cpu, {5, 1, 6}, latents).start, high), 1e-5);

    constexpr double amount = 0.3; // and the definition, column by column
    RunNoise varied = makeNoise(plan, NoiseKind::cpu, {5, amount, 6}, latents);
    at::Tensor expected = at::empty(latents, at::kDouble);
    for (std::int64_t channel = 0; channel < low.size(1); ++channel)
        for (std::int64_t x = 0; x < low.size(3); ++x) {
            const at::Tensor a = low[0][channel].select(1, x).to(at::kDouble);
            const at::Tensor b = high[0][channel].select(1, x).to(at::kDouble);
            const double angle = std::acos((a.dot(b) / (a.norm() * b.norm())).item<double>());
            expected[0][channel].select(1, x).copy_(
                (std::sin((1 - amount) * angle) * a + std::sin(amount * angle) * b) / std::sin(angle));
        }
    QCOMPARE_LE(test::farthest(varied.start, expected), 1e-4);
    SeededNoise generator(NoiseKind::cpu, 5); // the steps' noise is the seed's
    generator.next(latents);
    QVERIFY(at::equal(varied.steps->draw(at::empty(latents), 2, 1), generator.next(latents)));

    // What points the same way would be divided by nothing.
    const at::Tensor near = low * 1.5;
    QVERIFY(at::equal(turnedNoise(0.25, low, near), low * 0.25 + near * 0.75));
}

void Noise::kindNamesAreChecked()
{
    QCOMPARE(parseNoiseKind("philox"), NoiseKind::philox);
    QCOMPARE(parseNoiseKind("cpu"), NoiseKind::cpu);
    QVERIFY_THROWS_EXCEPTION(UsageError, parseNoiseKind("gpu"));
}

QTEST_GUILESS_MAIN(Noise)
#include "tst_noise.moc"
