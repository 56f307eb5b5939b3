#include <base/error.h>
#include <protocol/sampler_names.h>
#include <sampling/schedules.h>

#include <nlohmann/json.hpp>

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

using Values = QList<double>;

} // namespace

class Schedules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void levelsAreThePublishedOnes_data();
    void levelsAreThePublishedOnes();
    void everyScheduleFallsToZeroInAsManyStepsAsAsked_data();
    void everyScheduleFallsToZeroInAsManyStepsAsAsked();
    void betaTimestepsAreThePublishedOnes();
    void tenStepsOfAysAreItsTable();
    void aNameThatDoesNotExistIsRefusedWithTheNearest();
    void moreStepsThanTheTableHasAreRefused();
};

// The values are A1111's, ComfyUI's and k-diffusion's for SD 1's table and 20 steps.
void Schedules::levelsAreThePublishedOnes_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<int>("steps");
    QTest::addColumn<Values>("first");
    QTest::addColumn<Values>("last");
    const auto row = [](const char* name, const Values& first, const Values& last, int steps = 20) {
        QTest::newRow(name) << QString(name) << steps << first << last;
    };
    row("normal", {14.6146, 10.7468, 8.0815}, {0.3555, 0.2322, 0.0292});
    row("sgm_uniform", {14.6146, 10.9073, 8.3072}, {0.4557, 0.3437, 0.2255});
    row("simple", {14.6146, 10.9042, 8.3028}, {0.4538, 0.3417, 0.2230});
    row("ddim_uniform", {11.0283, 8.3907, 6.5064}, {0.3462, 0.2281, 0.0413});
    row("karras", {14.6146, 11.7254, 9.3402, 7.3836}, {0.0779, 0.0485, 0.0292});
    row("exponential", {14.6146, 10.5363, 7.5961}, {0.0561, 0.0405, 0.0292});
    row("polyexponential", {14.6146, 10.5363, 7.5961}, {0.0561, 0.0405, 0.0292});
    row("beta", {14.6146, 14.4152, 13.9863}, {0.6575, 0.2286, 0.0292});
    row("beta_timestep", {14.6146, 13.5157, 11.5428}, {0.2913, 0.1991, 0.1114});
    row("kl_optimal", {14.6146, 6.9957, 4.5650}, {0.1783, 0.1032, 0.0292},
        21); // A1111's 20, which has no 0 after them
    row("linear", {14.6146, 13.8470}, {0.7968, 0.0292});
}

void Schedules::levelsAreThePublishedOnes()
{
    QFETCH(QString, schedule);
    QFETCH(int, steps);
    QFETCH(Values, first);
    QFETCH(Values, last);
    const std::vector<double> sigmas = scheduleSigmas(schedule.toStdString(), steps, published());
    for (int i = 0; i < first.size(); ++i)
        QCOMPARE_LE(std::abs(sigmas[i] - first[i]), 6e-5);
    for (int i = 0; i < last.size(); ++i)
        QCOMPARE_LE(std::abs(sigmas[steps - last.size() + i] - last[i]), 6e-5);
}

void Schedules::everyScheduleFallsToZeroInAsManyStepsAsAsked_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<int>("steps");
    for (const NamePair& schedule : scheduleNames())
        for (const int steps : {1, 2, 3, 7, 10, 11, 20, 150, 1000})
            if (schedule.name != "model")
                QTest::addRow("%s, %d", schedule.name.data(), steps)
                    << QString::fromUtf8(schedule.name.data(), schedule.name.size()) << steps;
}

void Schedules::everyScheduleFallsToZeroInAsManyStepsAsAsked()
{
    QFETCH(QString, schedule);
    QFETCH(int, steps);
    const std::vector<double> sigmas = scheduleSigmas(schedule.toStdString(), steps, published());
    QCOMPARE(int(sigmas.size()), steps + 1);
    QCOMPARE(sigmas.back(), 0.0);
    QCOMPARE_LE(sigmas.front(), published().sigmaMax() * (1 + 1e-9));
    for (int i = 0; i < steps; ++i)
        QCOMPARE_GT(sigmas[i], sigmas[i + 1]);
}

void Schedules::betaTimestepsAreThePublishedOnes()
{
    const std::vector<double> sigmas = scheduleSigmas("beta_timestep", 20, published());
    const int expected[] = {999, 986, 959, 922};
    for (int i = 0; i < 4; ++i)
        QCOMPARE(sigmas[i], published().sigmas()[expected[i]]);
}

void Schedules::tenStepsOfAysAreItsTable()
{
    const std::vector<double> sigmas = scheduleSigmas("ays", 10, published());
    const std::vector<double> expected = {14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177,
        1.3943805092, 0.9642583904, 0.6523686016, 0.3977456272, 0.1515232662, 0};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE_LE(std::abs(sigmas[i] - expected[i]), 1e-9);
}

void Schedules::aNameThatDoesNotExistIsRefusedWithTheNearest()
{
    try {
        scheduleSigmas("karas", 20, published());
        QFAIL("accepted");
    } catch (const UsageError& e) {
        QCOMPARE(QString(e.what()),
            QString("There is no schedule \"karas\"; did you mean \"karras\"? See tarn schedules."));
    }
}

void Schedules::moreStepsThanTheTableHasAreRefused()
{
    QVERIFY_THROWS_EXCEPTION(UsageError, scheduleSigmas("simple", 1001, published()));
    QVERIFY_THROWS_EXCEPTION(UsageError, scheduleSigmas("ddim_uniform", 1001, published()));
    QVERIFY_THROWS_EXCEPTION(UsageError, scheduleSigmas("beta_timestep", 1001, published()));
    QCOMPARE(scheduleSigmas("karras", 1001, published()).size(), std::size_t(1002));
}

QTEST_GUILESS_MAIN(Schedules)
#include "tst_schedules.moc"
