#include <base/error.h>
#include <protocol/sampler_names.h>
#include <sampling/plan.h>
#include <sampling/sampler_table.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <QTest>
#include <cmath>

using namespace tarn;

namespace {

nlohmann::json config(const char* className, const nlohmann::json& more = nlohmann::json::object())
{
    nlohmann::json result = {{"_class_name", className}, {"beta_schedule", "scaled_linear"},
        {"beta_start", 0.00085}, {"beta_end", 0.012}, {"steps_offset", 1}};
    result.update(more);
    return result;
}

SamplingPlan planOf(const std::string& sampler, const std::string& schedule, int steps = 20,
    const nlohmann::json& scheduler = config("PNDMScheduler"))
{
    return makePlan(sampler, schedule, steps, ModelSampling(scheduler, Prediction::eps), scheduler);
}

template <typename Error, typename Function> QString refusal(Function function)
{
    try {
        function();
    } catch (const Error& e) {
        return e.what();
    }
    return "accepted";
}

} // namespace

Q_DECLARE_METATYPE(nlohmann::json)

class Plans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPairHasAPlanThatRuns_data();
    void everyPairHasAPlanThatRuns();
    void namesThatDoNotExistAreRefusedWithTheNearest();
    void pairsThatDoNotExistNameAnother();
    void stepCountsAreBounded();
    void theModelsOwnSamplerIsTakenFromItsClass_data();
    void theModelsOwnSamplerIsTakenFromItsClass();
    void fieldsThatAreNotSupportedAreNamed_data();
    void fieldsThatAreNotSupportedAreNamed();
    void repeatedTimestepsAreThoseOfDiffusers();
    void timestepsBetweenLevelsAreInterpolated();
    void flowModelsTakeOnlySamplersThatAreDefinedForThem();
};

void Plans::everyPairHasAPlanThatRuns_data()
{
    QTest::addColumn<QString>("sampler");
    QTest::addColumn<QString>("schedule");
    for (const NamePair& schedule : scheduleNames())
        for (const SamplerInfo& sampler : samplerTable())
            if (schedule.name != "model" || sampler.hasModelSchedule)
                QTest::addRow("%s, %s", sampler.name.data(), schedule.name.data())
                    << QString(sampler.name.data()) << QString(schedule.name.data());
}

void Plans::everyPairHasAPlanThatRuns()
{
    QFETCH(QString, sampler);
    QFETCH(QString, schedule);
    const SamplingPlan plan = planOf(sampler.toStdString(), schedule.toStdString(), 40);
    QCOMPARE(plan.sigmas.size(), plan.timesteps.size() + 1);
    RunNoise noise = makeNoise(plan, NoiseKind::cpu, {3}, {1, 4, 8, 8});
    // The posterior mean of unit-normal data: what comes out is finite and not much larger.
    const Denoiser denoise = [](const at::Tensor& x, double sigma) { return x / (1 + sigma * sigma); };
    std::size_t reported = 0;
    const at::Tensor out = plan.run(denoise, noise.start * plan.startScale, *noise.steps, [&](const Step& step) {
        QCOMPARE(step.sigma, plan.sigmas[reported]);
        QCOMPARE(plan.timestepOf(step.sigma), plan.timesteps[reported]);
        ++reported;
    });
    QCOMPARE(reported, plan.timesteps.size());
    const double size = plan.published(out, plan.sigmas.back()).abs().max().item<double>();
    QVERIFY2(size > 0.1 && size < 30, qPrintable(QString::number(size)));
    QVERIFY(at::equal(plan.run(denoise, out, *noise.steps, {}).isfinite().all(), at::ones({}, at::kBool)));
}

void Plans::namesThatDoNotExistAreRefusedWithTheNearest()
{
    QCOMPARE(refusal<UsageError>([] { planOf("eular", "karras"); }),
        QString("There is no sampler \"eular\"; did you mean \"euler\"? See tarn samplers."));
    QCOMPARE(refusal<UsageError>([] { planOf("euler", "kl-optimal"); }),
        QString("There is no schedule \"kl-optimal\"; did you mean \"kl_optimal\"? See tarn schedules."));
    QVERIFY(refusal<UsageError>([] {
        planOf(std::string(1'000'000, 'x'), "karras");
    }).startsWith("There is no sampler"));
}

void Plans::pairsThatDoNotExistNameAnother()
{
    for (const SamplerInfo& sampler : samplerTable())
        if (!sampler.hasModelSchedule) {
            const QString message = refusal<UsageError>([&] { planOf(std::string(sampler.name), "model"); });
            QVERIFY2(message.contains("karras"), qPrintable(message));
        }
}

void Plans::stepCountsAreBounded()
{
    QVERIFY_THROWS_EXCEPTION(UsageError, planOf("euler", "karras", 0));
    QVERIFY_THROWS_EXCEPTION(UsageError, planOf("euler", "karras", 1'000'000'000));
    for (const char* sampler : {"ddim", "euler", "dpmpp_2m", "unipc", "pndm", "lcm"})
        QVERIFY_THROWS_EXCEPTION(UsageError, planOf(sampler, "model", 1001));
    // One more step is laid out than taken, and t = 1000 would be off the table.
    QVERIFY_THROWS_EXCEPTION(
        UsageError, planOf("dpmpp_2m", "model", 1000, config("DDIMScheduler", {{"timestep_spacing", "leading"}})));
    QVERIFY_THROWS_EXCEPTION(
        UsageError, planOf("ddim", "model", 1000, config("DDIMScheduler", {{"timestep_spacing", "leading"}})));
    QVERIFY_THROWS_EXCEPTION(UsageError, planOf("lcm", "model", 51));
    QVERIFY_THROWS_EXCEPTION(UsageError, planOf("pndm", "model", 3));
}

void Plans::theModelsOwnSamplerIsTakenFromItsClass_data()
{
    QTest::addColumn<nlohmann::json>("scheduler");
    QTest::addColumn<QString>("sampler");
    const auto row = [](const char* name, const char* sampler) {
        QTest::newRow(name) << config(name) << QString(sampler);
    };
    row("DDPMScheduler", "ddpm");
    row("DDIMScheduler", "ddim");
    row("PNDMScheduler", "pndm");
    row("EulerDiscreteScheduler", "euler");
    row("EulerAncestralDiscreteScheduler", "euler_ancestral");
    row("HeunDiscreteScheduler", "heun");
    row("LMSDiscreteScheduler", "lms");
    row("KDPM2DiscreteScheduler", "dpm_2");
    row("KDPM2AncestralDiscreteScheduler", "dpm_2_ancestral");
    row("DPMSolverSDEScheduler", "dpmpp_sde");
    row("DPMSolverMultistepScheduler", "dpmpp_2m");
    row("UniPCMultistepScheduler", "unipc");
    row("LCMScheduler", "lcm");
    QTest::newRow("stochastic multistep")
        << config("DPMSolverMultistepScheduler", {{"algorithm_type", "sde-dpmsolver++"}})
        << QString("dpmpp_2m_sde");
}

void Plans::theModelsOwnSamplerIsTakenFromItsClass()
{
    QFETCH(nlohmann::json, scheduler);
    QFETCH(QString, sampler);
    for (const char* schedule : {"model", "karras"}) {
        const SamplingPlan plan = planOf("model", schedule, 8, scheduler);
        QCOMPARE(QString::fromStdString(plan.sampler), sampler);
        QCOMPARE(plan.schedule, std::string(schedule));
    }
}

void Plans::fieldsThatAreNotSupportedAreNamed_data()
{
    QTest::addColumn<nlohmann::json>("scheduler");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* className, const char* field, const nlohmann::json& value) {
        QTest::newRow(field) << config(className, {{field, value}}) << QString(field);
    };
    row("DDIMScheduler", "thresholding", true);
    row("DDPMScheduler", "variance_type", "learned_range");
    row("DPMSolverMultistepScheduler", "algorithm_type", "dpmsolver");
    row("DPMSolverMultistepScheduler", "use_flow_sigmas", true);
    row("DPMSolverMultistepScheduler", "solver_order", 4);
    row("UniPCMultistepScheduler", "predict_x0", false);
    row("EulerDiscreteScheduler", "interpolation_type", "log_linear");
    row("EulerDiscreteScheduler", "timestep_type", "continuous");
    row("EulerDiscreteScheduler", "timestep_spacing", "quadratic");
    row("EulerDiscreteScheduler", "final_sigmas_type", "one");
    row("LCMScheduler", "original_inference_steps", 0);
    QTest::newRow("class") << config("CMStochasticIterativeScheduler")
                           << QString("CMStochasticIterativeScheduler");
    QTest::newRow("two spacings") << config(
        "EulerDiscreteScheduler", {{"use_karras_sigmas", true}, {"use_beta_sigmas", true}})
                                  << QString("use_karras_sigmas");
}

void Plans::fieldsThatAreNotSupportedAreNamed()
{
    QFETCH(nlohmann::json, scheduler);
    QFETCH(QString, named);
    const QString message = refusal<ModelError>([&] { planOf("model", "model", 8, scheduler); });
    QVERIFY2(message.contains(named), qPrintable(message));
}

void Plans::repeatedTimestepsAreThoseOfDiffusers()
{
    const nlohmann::json scheduler = config("PNDMScheduler", {{"skip_prk_steps", true}});
    const SamplingPlan pndm = planOf("pndm", "model", 50, scheduler);
    QCOMPARE(pndm.timesteps.size(), std::size_t(51));
    const double first[] = {981, 961, 961, 941};
    for (int i = 0; i < 4; ++i)
        QCOMPARE(pndm.timesteps[i], first[i]);
    QCOMPARE(planOf("heun", "model", 20, scheduler).timesteps.size(), std::size_t(39));
    const SamplingPlan euler =
        planOf("euler", "model", 20, config("EulerDiscreteScheduler", {{"timestep_spacing", "leading"}}));
    QCOMPARE(euler.timesteps[0], 951.0);
    QCOMPARE_LE(std::abs(euler.startScale - 11.0736), 1e-4);
    const SamplingPlan karras =
        planOf("dpmpp_2m", "model", 20, config("DPMSolverMultistepScheduler", {{"use_karras_sigmas", true}}));
    const double rounded[] = {999, 962, 921, 876, 827};
    for (int i = 0; i < 5; ++i)
        QCOMPARE(karras.timesteps[i], rounded[i]);
}

void Plans::timestepsBetweenLevelsAreInterpolated()
{
    const SamplingPlan plan =
        planOf("dpmpp_2m", "model", 20, config("DPMSolverMultistepScheduler", {{"use_karras_sigmas", true}}));
    QCOMPARE(plan.timestepOf(plan.sigmas[1]), 962.0);
    const ModelSampling model(config("DPMSolverMultistepScheduler"), Prediction::eps);
    QCOMPARE(plan.timestepOf(1.618), model.timestep(1.618));
}

void Plans::flowModelsTakeOnlySamplersThatAreDefinedForThem()
{
    const ModelSampling flow({{"shift", 3.0}}, Prediction::flow);
    for (const SamplerInfo& sampler : samplerTable()) {
        const auto plan = [&] {
            return makePlan(std::string(sampler.name), "simple", 4, flow, nlohmann::json::object());
        };
        if (!sampler.flow) {
            QVERIFY(refusal<UsageError>(plan).contains("heun"));
            continue;
        }
        // Rectified flow of one point: straight lines, so that every method is exact.
        RunNoise noise = makeNoise(plan(), NoiseKind::cpu, {1}, {1, 4, 8, 8});
        const at::Tensor out = plan().run(
            [](const at::Tensor& x, double) { return at::full_like(x, 0.25); }, noise.start, *noise.steps, {});
        QCOMPARE_LE((out - 0.25).abs().max().item<double>(), 2e-5);
    }
    QVERIFY_THROWS_EXCEPTION(UsageError, makePlan("euler", "model", 4, flow, config("EulerDiscreteScheduler")));
}

QTEST_GUILESS_MAIN(Plans)
#include "tst_plans.moc"
