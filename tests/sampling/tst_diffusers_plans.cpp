#include "reference_case.h"

#include <sampling/plan.h>

#include <ATen/ATen.h>

#include <support/reference.h>

#include <QTest>
#include <cmath>

using namespace tarn;

namespace {

/// The network of sampler_reference.py: a closed form of its input and time step.
at::Tensor network(const ModelSampling& published, const at::Tensor& input, double timestep, Prediction prediction)
{
    const double sigma = published.sigma(timestep);
    const double scale = std::hypot(1.0, sigma);
    const at::Tensor denoised = input / scale + at::sin(input * (3 * scale)) * (0.1 / (1 + sigma));
    if (prediction == Prediction::sample)
        return denoised;
    const at::Tensor eps = (input * scale - denoised) / sigma;
    return prediction == Prediction::eps ? eps : (eps - denoised * sigma) / scale;
}

/// What is lost by holding levels and states in fp32: little at twenty steps of a common schedule, much where the
/// state is huge (zero terminal SNR) or a step goes far (fewer than four).
double roundingOf(const SamplingPlan& plan)
{
    double factor = plan.startScale > 100 ? plan.startScale : 0;
    for (std::size_t i = 0; i + 2 < plan.sigmas.size() && plan.latentScale == LatentScale::ve; ++i) {
        const double ratio = plan.sigmas[i] / plan.sigmas[i + 1];
        if (ratio > 14)
            factor = std::max(factor, ratio * std::max(ratio, plan.sigmas[i]));
    }
    return 32 * 0x1p-24 * factor;
}

/// The latents after each step of the plan, as other programs hand them out, on the reference's noise.
std::vector<at::Tensor> followed(const SamplingPlan& plan, const ModelSampling& model,
    const test::ReferenceCase& reference, at::ScalarType type)
{
    static const ModelSampling published(
        nlohmann::json{{"beta_schedule", "scaled_linear"}, {"beta_start", 0.00085}, {"beta_end", 0.012}},
        Prediction::eps);
    const Denoiser denoise = [&](const at::Tensor& x, double sigma) {
        const at::Tensor output =
            network(published, model.input(x, sigma), plan.timestepOf(sigma), model.prediction());
        return model.denoised(x, output, sigma);
    };
    std::vector<at::Tensor> latents;
    GivenNoise noise(reference.sequence("noise.step"));
    const at::Tensor end =
        plan.run(denoise, reference["noise.init"].to(type) * plan.startScale, noise, [&](const Step& step) {
            if (step.index > 0)
                latents.push_back(plan.published(step.x, plan.sigmas[step.index]));
        });
    latents.push_back(plan.published(end, plan.sigmas.back()));
    return latents;
}

} // namespace

class DiffusersPlans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_cases = test::referenceCases("diffusers", test::randomSeed()); }
    void stepsAreThoseOfTheSchedulerOfThatName_data();
    void stepsAreThoseOfTheSchedulerOfThatName();

private:
    std::vector<test::ReferenceCase> m_cases;
};

void DiffusersPlans::stepsAreThoseOfTheSchedulerOfThatName_data()
{
    QTest::addColumn<int>("index");
    QVERIFY(m_cases.size() > 1000);
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        QTest::newRow(m_cases[i].name.c_str()) << int(i);
}

void DiffusersPlans::stepsAreThoseOfTheSchedulerOfThatName()
{
    QFETCH(int, index);
    const test::ReferenceCase& reference = m_cases[index];
    const nlohmann::json& config = reference.parameters["config"];
    const ModelSampling model(config, parsePrediction(config.value("prediction_type", "epsilon")));
    const SamplingPlan plan =
        makePlan(reference.parameters["sampler"], "model", reference.parameters["steps"], model, config);

    const double rounding = roundingOf(plan);
    QCOMPARE_LE(
        test::farthest(at::tensor(plan.timesteps, at::kDouble), reference["timesteps"]), 5e-3 + 100 * rounding);
    const at::Tensor start = plan.published(reference["noise.init"] * plan.startScale, plan.sigmas.front());
    QCOMPARE_LE(test::farthest(start, reference["x"]), 1e-6 * std::max(1.0, plan.startScale));

    const std::map<int, at::Tensor> expected = reference.sequence("latents");
    for (const at::ScalarType type : {at::kDouble, at::kFloat}) {
        const std::vector<at::Tensor> latents = followed(plan, model, reference, type);
        QCOMPARE(latents.size(), expected.size());
        for (int i = 0; i < int(latents.size()); ++i)
            QCOMPARE_LE(test::farthest(latents[i], expected.at(i)), 1e-4 + rounding);
    }
}

QTEST_GUILESS_MAIN(DiffusersPlans)
#include "tst_diffusers_plans.moc"
