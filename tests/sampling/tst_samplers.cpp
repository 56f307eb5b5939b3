#include "reference_case.h"

#include <protocol/sampler_names.h>
#include <sampling/sampler_table.h>
#include <sampling/schedules.h>

#include <ATen/ATen.h>

#include <support/reference.h>

#include <QTest>
#include <cmath>

using namespace tarn;

namespace {

const nlohmann::json stableDiffusion = {
    {"beta_schedule", "scaled_linear"}, {"beta_start", 0.00085}, {"beta_end", 0.012}};

const ModelSampling& published()
{
    static const ModelSampling model(stableDiffusion, Prediction::eps);
    return model;
}

/// sampler_reference.py's denoiser.
at::Tensor closedForm(const at::Tensor& x, double sigma)
{
    return x / (1 + sigma * sigma) + at::sin(x * 3) * (0.1 / (1 + sigma));
}

/// Data of a normal distribution: the posterior mean, and the solution of the probability-flow ODE.
struct Gaussian {
    double mean = 0.7;
    double deviation = 1.3;

    double spread(double sigma) const { return std::hypot(deviation, sigma); }
    at::Tensor denoised(const at::Tensor& x, double sigma) const
    {
        return (x * (deviation * deviation) + sigma * sigma * mean) / std::pow(spread(sigma), 2);
    }
    at::Tensor flow(const at::Tensor& x, double from, double to) const
    {
        return (x - mean) * (spread(to) / spread(from)) + mean;
    }
};

/// Levels equally spaced in log sigma, in which the exponential integrators step.
std::vector<double> smoothLevels(int steps)
{
    std::vector<double> sigmas;
    for (int i = 0; i <= steps; ++i)
        sigmas.push_back(8 * std::exp2(-3.0 * i / steps));
    return sigmas;
}

/// Equally spaced levels: pndm's coefficients are those of equal steps.
std::vector<double> equalLevels(int steps)
{
    std::vector<double> sigmas;
    for (int i = 0; i <= steps; ++i)
        sigmas.push_back(8 - 7.0 * i / steps);
    return sigmas;
}

void silent(const Step&) { }

class Fresh final : public NoiseSource {
public:
    at::Tensor draw(const at::Tensor& like, double, double) override { return m_noise.next(like.sizes()); }

private:
    SeededNoise m_noise{NoiseKind::cpu, 99};
};

} // namespace

class Samplers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_cases = test::referenceCases("k-diffusion", test::randomSeed()); }
    void stepsAreThoseOfKDiffusion_data();
    void stepsAreThoseOfKDiffusion();
    void oneStepToZeroGivesTheDenoisedPicture_data();
    void oneStepToZeroGivesTheDenoisedPicture();
    void everyStepIsReportedBeforeItIsTaken_data();
    void everyStepIsReportedBeforeItIsTaken();
    void deterministicSamplersConvergeWithTheirOrder_data();
    void deterministicSamplersConvergeWithTheirOrder();
    void lmsIsExactForCubicSlopesOnceItHasFour();
    void stochasticSamplersReachTheDataDistribution_data();
    void stochasticSamplersReachTheDataDistribution();
    void theTableAgreesWithTheMenu();

private:
    std::vector<test::ReferenceCase> m_cases;
};

void Samplers::everyStepIsReportedBeforeItIsTaken_data()
{
    QTest::addColumn<QString>("name");
    for (const SamplerInfo& sampler : samplerTable())
        QTest::newRow(sampler.name.data()) << QString(sampler.name.data());
}

void Samplers::stepsAreThoseOfKDiffusion_data()
{
    QTest::addColumn<int>("index");
    QVERIFY(m_cases.size() > 150);
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        QTest::newRow(m_cases[i].name.c_str()) << int(i);
}

void Samplers::stepsAreThoseOfKDiffusion()
{
    QFETCH(int, index);
    const test::ReferenceCase& reference = m_cases[index];
    const at::Tensor levels = reference["sigmas"].to(at::kDouble);
    const std::vector<double> sigmas(levels.data_ptr<double>(), levels.data_ptr<double>() + levels.numel());
    GivenNoise noise(reference.sequence("noise.step"));
    std::vector<at::Tensor> seen;
    const at::Tensor out = samplerInfo(reference.parameters["sampler"].get<std::string>())
                               .run(closedForm, reference["x"], sigmas, noise, published(),
                                   [&](const Step& step) { seen.push_back(step.x); });
    // k-diffusion computes levels in fp32, and loses the lower one of an ancestral step where the two are far
    // apart.
    QCOMPARE_LE(test::farthest(out, reference["out"]), 1e-5);
    const std::map<int, at::Tensor> expected = reference.sequence("seen");
    QCOMPARE(seen.size(), expected.size());
    for (int i = 0; i < int(seen.size()); ++i)
        QCOMPARE_LE(test::farthest(seen[i], expected.at(i)), 1e-5);
}

void Samplers::oneStepToZeroGivesTheDenoisedPicture_data()
{
    QTest::addColumn<QString>("name");
    for (const SamplerInfo& sampler : samplerTable())
        if (sampler.name != "lcm") // whose boundary condition keeps a part of the state
            QTest::newRow(sampler.name.data()) << QString(sampler.name.data());
}

void Samplers::oneStepToZeroGivesTheDenoisedPicture()
{
    QFETCH(QString, name);
    const at::Tensor x = at::randn({1, 4, 6, 8}) * 9;
    Fresh noise;
    const std::vector<double> sigmas = {9, 0};
    const at::Tensor out = samplerInfo(name.toStdString()).run(closedForm, x, sigmas, noise, published(), silent);
    QCOMPARE_LE(test::farthest(out, closedForm(x, 9)), 1e-5);
}

void Samplers::everyStepIsReportedBeforeItIsTaken()
{
    QFETCH(QString, name);
    const std::vector<double> sigmas = scheduleSigmas("karras", 6, published());
    const at::Tensor x = at::randn({1, 4, 6, 8}) * sigmas[0];
    Fresh noise;
    const int expected = name == "pndm" ? 7 : 6;
    int reported = 0;
    samplerInfo(name.toStdString()).run(closedForm, x, sigmas, noise, published(), [&](const Step& step) {
        QCOMPARE(step.index, reported++);
        QCOMPARE(step.count, expected);
        QVERIFY(step.index > 0 || test::farthest(step.x, x) < 1e-5);
        QCOMPARE_LE(test::farthest(step.denoised, closedForm(step.x, step.sigma)), 1e-6);
    });
    QCOMPARE(reported, expected);
}

void Samplers::deterministicSamplersConvergeWithTheirOrder_data()
{
    QTest::addColumn<double>("order");
    QTest::newRow("euler") << 1.0;
    QTest::newRow("ddim") << 1.0;
    QTest::newRow("heun") << 2.0;
    QTest::newRow("dpm_2") << 2.0;
    QTest::newRow("dpmpp_2m") << 2.0;
    QTest::newRow("unipc") << 2.0; // its last step is of order 1
    QTest::newRow("pndm") << 4.0; // its first steps are of lower order, but the path is almost straight there
}

void Samplers::deterministicSamplersConvergeWithTheirOrder()
{
    QFETCH(double, order);
    const std::string name = QTest::currentDataTag();
    const Gaussian data;
    const at::Tensor x = at::randn({1, 4, 6, 8}, at::kDouble) * 8;
    const auto error = [&](int steps) {
        const std::vector<double> sigmas = name == "pndm" ? equalLevels(steps) : smoothLevels(steps);
        Fresh noise;
        const auto denoise = [&](const at::Tensor& state, double sigma) { return data.denoised(state, sigma); };
        const at::Tensor out = samplerInfo(name).run(denoise, x, sigmas, noise, published(), silent);
        return test::farthest(out, data.flow(x, sigmas.front(), sigmas.back()));
    };
    // Slope of log error over log steps, by least squares over four doublings.
    double slope = 0;
    for (int i = 0; i < 5; ++i)
        slope -= (i - 2) * std::log2(error(20 << i)) / 10;
    QVERIFY2(std::abs(slope - order) < 0.2, qPrintable(QString::number(slope)));
}

void Samplers::lmsIsExactForCubicSlopesOnceItHasFour()
{
    const auto slope = [](double s) { return 1 + s * (2 + s * (-1 + s * 0.5)); };
    const auto integral = [](double s) { return s * (1 + s * (1 + s * (-1.0 / 3 + s * 0.125))); };
    const std::vector<double> sigmas = scheduleSigmas("karras", 9, published());
    std::vector<at::Tensor> states;
    Fresh noise;
    const auto denoise = [&](const at::Tensor& x, double sigma) { return x - sigma * slope(sigma); };
    states.push_back(samplerInfo("lms").run(denoise, at::zeros({1}, at::kDouble), sigmas, noise, published(),
        [&](const Step& step) { states.push_back(step.x); }));
    for (std::size_t i = 3; i < 9; ++i) {
        const double expected = integral(sigmas[i + 1]) - integral(sigmas[i]);
        QCOMPARE_LE(std::abs((states[i + 1] - states[i]).item<double>() - expected), 1e-9);
    }
}

void Samplers::stochasticSamplersReachTheDataDistribution_data()
{
    QTest::addColumn<QString>("name");
    for (const SamplerInfo& sampler : samplerTable())
        if (sampler.stochastic
            && sampler.name != "lcm") // which adds noise to means, for models that map to samples
            QTest::newRow(sampler.name.data()) << QString(sampler.name.data());
}

void Samplers::stochasticSamplersReachTheDataDistribution()
{
    QFETCH(QString, name);
    const Gaussian data;
    const std::vector<double> sigmas = scheduleSigmas("karras", 100, published());
    SeededNoise start(NoiseKind::cpu, 1);
    const at::Tensor x = start.next({1, 4, 128, 128}) * data.spread(sigmas[0]) + data.mean;
    Fresh noise;
    const auto denoise = [&](const at::Tensor& state, double sigma) { return data.denoised(state, sigma); };
    const at::Tensor out = samplerInfo(name.toStdString()).run(denoise, x, sigmas, noise, published(), silent);
    // 65536 samples: four standard errors, and for the deviation what 100 steps of a first-order method leave.
    QCOMPARE_LE(std::abs(out.mean().item<double>() - data.mean), 4 * data.deviation / 256);
    QCOMPARE_LE(std::abs(out.std().item<double>() / data.deviation - 1), 0.03);
}

void Samplers::theTableAgreesWithTheMenu()
{
    QCOMPARE(samplerTable().size(), samplerNames().size());
    for (std::size_t i = 0; i < samplerTable().size(); ++i)
        QCOMPARE(samplerTable()[i].name, samplerNames()[i].name);
}

QTEST_GUILESS_MAIN(Samplers)
#include "tst_samplers.moc"
