#include <base/error.h>
#include <train/discriminator.h>
#include <train/losses.h>
#include <train/noise_levels.h>
#include <train/picture_quality.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <QTest>

using namespace tarn;

namespace {

const nlohmann::json starter = {{"beta_schedule", "scaled_linear"}, {"beta_start", 0.00085}, {"beta_end", 0.012}};

nlohmann::json zeroSnr()
{
    nlohmann::json config = starter;
    config["rescale_betas_zero_snr"] = true;
    return config;
}

bool close(double a, double b, double tolerance = 1e-5)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

} // namespace

/// The losses and the forward process, beside what can be worked out by hand.
class TestLosses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Of flat pictures nothing but the means is left, of noise beside its double the variances and covariance.
    void picturesAreComparedAsTheFormulasSay()
    {
        const auto flat = [](double level) { return at::full({2, 3, 9, 12}, level); };
        QVERIFY(close(signalToNoise(flat(0.25), flat(0.45))[1].item<double>(), 20));
        const double x = 1.25, y = 1.45, c1 = 4e-4, c2 = 36e-4; // from 0, in a range of 2
        QVERIFY(close(structuralSimilarity(flat(0.25), flat(0.45))[0].item<double>(),
            (2 * x * y + c1) / (x * x + y * y + c1)));
        // A board of -a and +a: in a 7x7 window one of them prevails by one pixel.
        const at::Tensor board =
            (at::arange(9).view({9, 1}) + at::arange(9).view({1, 9})).remainder(2).mul(2).sub(1);
        const at::Tensor weak = (board * 0.25).expand({1, 3, 9, 9}), strong = weak * 2;
        const auto variance = [](double a) { return a * a * 49 / 48 * (1 - 1.0 / (49 * 49)); };
        double expected = 0;
        for (const int prevails : {-1, 1}) { // four and five of the nine windows
            const double p = 1 + prevails * 0.25 / 49, q = 1 + prevails * 0.5 / 49,
                         covariance = 2 * variance(0.25);
            expected += (2 * p * q + c1) * (2 * covariance + c2)
                / ((p * p + q * q + c1) * (variance(0.25) + variance(0.5) + c2)) * (prevails > 0 ? 4 : 5) / 9;
        }
        QVERIFY(close(structuralSimilarity(weak, strong).item<double>(), expected));
        QVERIFY(close(structuralSimilarity(strong, strong).item<double>(), 1));
    }

    void aPerfectAnswerLeadsBackToThePicture_data()
    {
        QTest::addColumn<int>("prediction");
        QTest::newRow("eps") << int(Prediction::eps);
        QTest::newRow("v") << int(Prediction::v);
        QTest::newRow("flow") << int(Prediction::flow);
    }
    /// What inference makes of the training target must be the clean picture, at every level.
    void aPerfectAnswerLeadsBackToThePicture()
    {
        QFETCH(int, prediction);
        const auto kind = Prediction(prediction);
        const NoiseLevels levels(starter, kind);
        const ModelSampling sampling(starter, kind);
        StepRandom random(5, 0);
        const at::Tensor clean = random.normal({1, 4, 8, 8}), noise = random.normal({1, 4, 8, 8});
        for (const std::int64_t step : {0, 137, 500, 998}) {
            const at::Tensor steps = at::full({1}, step, at::kLong);
            const double sigma = sampling.sigmas()[std::size_t(step)];
            const at::Tensor x = levels.noised(clean, noise, steps);
            const at::Tensor scaled = kind == Prediction::flow ? x : x * std::sqrt(1 + sigma * sigma);
            const at::Tensor back = sampling.denoised(scaled, levels.target(clean, noise, steps), sigma);
            QVERIFY((back - clean).abs().max().item<double>() < 1e-3);
            QVERIFY(close(levels.networkTime(steps).item<double>(), sampling.timestep(sigma), 1e-3));
        }
    }

    void zeroTerminalSnrEndsInPureNoiseAndKeepsItsStart()
    {
        const NoiseLevels plain(starter, Prediction::v), rescaled(zeroSnr(), Prediction::v);
        QCOMPARE(rescaled.signal()[-1].item<float>(), 0.0F);
        QCOMPARE(rescaled.noise()[-1].item<float>(), 1.0F);
        QVERIFY(close(rescaled.signal()[0].item<double>(), plain.signal()[0].item<double>()));
        // Lin et al. 2023, algorithm 1, for one step in the middle.
        const double first = plain.signal()[0].item<double>(), last = plain.signal()[-1].item<double>();
        const double expected = (plain.signal()[500].item<double>() - last) * first / (first - last);
        QVERIFY(close(rescaled.signal()[500].item<double>(), expected, 1e-4));
        QVERIFY_THROWS_EXCEPTION(UsageError, NoiseLevels(zeroSnr(), Prediction::eps));
    }

    void minSnrWeighsTheErrorOfThePicture()
    {
        constexpr double gamma = 5;
        for (const Prediction kind : {Prediction::eps, Prediction::v, Prediction::flow}) {
            const NoiseLevels levels(starter, kind);
            const at::Tensor weights = levels.minSnrWeights(gamma);
            for (const std::int64_t step : {3, 400, 990}) {
                const double signal = levels.signal()[step].item<double>(),
                             noise = levels.noise()[step].item<double>();
                const double snr = signal * signal / (noise * noise);
                // An answer that is off by d moves the picture by d times this.
                const double moved = kind == Prediction::eps ? noise / signal : noise;
                QVERIFY(close(weights[step].item<double>(), std::min(snr, gamma) * moved * moved, 1e-4));
            }
        }
        QVERIFY(NoiseLevels(starter, Prediction::v).minSnrWeights(0).eq(1).all().item<bool>());
        QVERIFY(NoiseLevels(zeroSnr(), Prediction::v).minSnrWeights(gamma).isfinite().all().item<bool>());
    }

    void timeStepsAreDrawnAsTheSettingsSay_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("uniform") << int(TimestepSettings::Kind::uniform);
        QTest::newRow("weighted") << int(TimestepSettings::Kind::weighted);
        QTest::newRow("logit-normal") << int(TimestepSettings::Kind::logitNormal);
    }
    void timeStepsAreDrawnAsTheSettingsSay()
    {
        QFETCH(int, kind);
        const NoiseLevels levels(starter, Prediction::v);
        TimestepSettings settings{TimestepSettings::Kind(kind), 0, 1, 0.3};
        const TimestepSampler sampler(levels, settings, 5);
        StepRandom random(8, 0);
        constexpr std::int64_t count = 40'000;
        const at::Tensor drawn = sampler.draw(count, random);
        const at::Tensor counts = at::bincount(drawn, {}, 1000).to(at::kDouble) / double(count);
        at::Tensor expected = at::full({1000}, 1e-3, at::kDouble);
        if (settings.kind == TimestepSettings::Kind::weighted) {
            const at::Tensor w = levels.minSnrWeights(5).to(at::kDouble);
            const at::Tensor floored = at::where(levels.signalToNoise() < 1, w.clamp_min(0.3), w);
            expected = floored / floored.sum();
            QVERIFY(sampler.weights(drawn).eq(1).all().item<bool>());
        } else if (settings.kind == TimestepSettings::Kind::logitNormal) {
            const at::Tensor edge = at::arange(1, 1000, at::kDouble) / 1000;
            const at::Tensor below = 0.5 * (1 + at::erf((edge / (1 - edge)).log() / std::sqrt(2.0)));
            const at::Tensor all = at::cat({at::zeros({1}, at::kDouble), below, at::ones({1}, at::kDouble)});
            expected = all.narrow(0, 1, 1000) - all.narrow(0, 0, 1000);
        }
        QVERIFY((counts.cumsum(0) - expected.cumsum(0)).abs().max().item<double>() < 2e-3);
    }

    void klIsThatOfNormalDistributions()
    {
        const double mean = 0.7, variance = 0.25;
        const LatentDistribution latents{at::full({1, 2, 3, 3}, mean), at::full({1, 2, 3, 3}, std::log(variance))};
        const double expected = 0.5 * (mean * mean + variance - 1 - std::log(variance));
        QVERIFY(close(klDivergence(latents).item<double>(), expected));
        const at::Tensor drawn = drawnFrom(latents, at::full({1, 2, 3, 3}, 2.0));
        QVERIFY(close(drawn[0][0][0][0].item<double>(), mean + 2 * std::sqrt(variance)));
    }

    void gradientErrorOfARampIsItsSlope()
    {
        const at::Tensor flat = at::zeros({1, 3, 16, 16});
        const at::Tensor ramp = (at::arange(16, at::kFloat) * 0.1).view({1, 1, 1, 16}).expand({1, 3, 16, 16});
        QVERIFY(close(gradientError(ramp, flat, 1).item<double>(), 0.1));
        QVERIFY(close(
            gradientError(ramp, flat, 3).item<double>(), 0.1 + 0.2 + 0.4)); // twice as steep with each halving
        QCOMPARE(gradientError(ramp + 5, ramp, 3).item<double>() < 1e-5, true); // a plain shift has no edges
        QVERIFY(close(absoluteError(ramp + 5, ramp).item<double>(), 5));
    }

    void squaredErrorIsWeighedPerPicture()
    {
        const at::Tensor output = at::zeros({2, 1, 2, 2}), target = at::full({2, 1, 2, 2}, 2.0);
        QVERIFY(
            close(weightedSquaredError(output, target, at::tensor({1.0F, 0.5F})).item<double>(), (4 + 2) / 2.0));
    }

    void labelsThatAreNotKnownDoNotCount()
    {
        const at::Tensor logits = at::zeros({2, 5});
        const at::Tensor labels = at::tensor({1, -1, 0, -1}, at::kLong).view({2, 2});
        QVERIFY(close(labelError(logits, labels, {2, 3}).item<double>(), std::log(2.0)));
        const std::vector<double> accuracy = labelAccuracy(logits, labels, {2, 3});
        QCOMPARE(accuracy[0], 0.5); // the first of equals is chosen
        QVERIFY(std::isnan(accuracy[1]));
    }

    void theHingeLeavesConfidentAnswersAlone()
    {
        const at::Tensor sure = at::full({4}, 3.0), unsure = at::zeros({4});
        QCOMPARE(discriminatorError(sure, -sure).item<float>(), 0.0F);
        QCOMPARE(discriminatorError(unsure, unsure).item<float>(), 1.0F);
    }

    void aStepsRandomNumbersFollowFromItsNumber()
    {
        StepRandom first(7, 41), again(7, 41), next(7, 42), other(8, 41), purpose(7, 41, 1);
        const at::Tensor numbers = first.normal({16});
        QVERIFY(numbers.equal(again.normal({16})));
        for (StepRandom* random : {&next, &other, &purpose})
            QVERIFY(!numbers.equal(random->normal({16})));
    }
};

QTEST_GUILESS_MAIN(TestLosses)
#include "tst_losses.moc"
