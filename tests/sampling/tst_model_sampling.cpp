#include <base/error.h>
#include <sampling/model_sampling.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <QTest>
#include <cmath>

using namespace tarn;

namespace {

nlohmann::json betas(const char* schedule, double start, double end)
{
    return {{"beta_schedule", schedule}, {"beta_start", start}, {"beta_end", end}};
}

double farthest(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

} // namespace

Q_DECLARE_METATYPE(nlohmann::json)

class ModelSamplings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tablesHaveThePublishedLevels_data();
    void tablesHaveThePublishedLevels();
    void timestepsAndLevelsAreInversesAndClamped();
    void outputsBecomeTheDenoisedPicture_data();
    void outputsBecomeTheDenoisedPicture();
    void brokenConfigsAreRefusedNamingTheField_data();
    void brokenConfigsAreRefusedNamingTheField();
    void predictionNamesAreOursAndThoseOfDiffusers();
};

void ModelSamplings::tablesHaveThePublishedLevels_data()
{
    QTest::addColumn<nlohmann::json>("config");
    QTest::addColumn<int>("timestep");
    QTest::addColumn<double>("sigma");
    const nlohmann::json stableDiffusion = betas("scaled_linear", 0.00085, 0.012);
    nlohmann::json zeroSnr = stableDiffusion;
    zeroSnr["rescale_betas_zero_snr"] = true;
    QTest::newRow("SD, lowest") << stableDiffusion << 0 << 0.0291672;
    QTest::newRow("SD, 1") << stableDiffusion << 1 << 0.0413144;
    QTest::newRow("SD, 100") << stableDiffusion << 100 << 0.343931;
    QTest::newRow("SD, 500") << stableDiffusion << 500 << 1.618279;
    QTest::newRow("SD, 900") << stableDiffusion << 900 << 8.346597;
    QTest::newRow("SD, highest") << stableDiffusion << 999 << 14.6146412;
    QTest::newRow("x4 upscaler, highest") << betas("scaled_linear", 0.0001, 0.02) << 999 << 36.9119;
    QTest::newRow("plain linear, highest") << betas("linear", 0.0001, 0.02) << 999 << 157.407;
    QTest::newRow("AnimateDiff, highest") << betas("linear", 0.00085, 0.012) << 999 << 25.1461;
    QTest::newRow("zero terminal SNR, highest") << zeroSnr << 999 << 4096.0;
    QTest::newRow("defaults of DDPM") << nlohmann::json::object() << 999 << 157.407;
    QTest::newRow("defaults of LCM") << nlohmann::json{{"_class_name", "LCMScheduler"}} << 999 << 14.6146412;
}

void ModelSamplings::tablesHaveThePublishedLevels()
{
    QFETCH(nlohmann::json, config);
    QFETCH(int, timestep);
    QFETCH(double, sigma);
    const ModelSampling model(config, Prediction::eps);
    QCOMPARE_LE(std::abs(model.sigmas().at(timestep) / sigma - 1), 2e-5);
}

void ModelSamplings::timestepsAndLevelsAreInversesAndClamped()
{
    for (const Prediction prediction : {Prediction::eps, Prediction::flow}) {
        const ModelSampling model({{"shift", 3.0}}, prediction);
        for (const double t : {1.0, 17.25, 500.0, 998.5, 999.0})
            QCOMPARE_LE(std::abs(model.timestep(model.sigma(t)) - t), 1e-6);
        QCOMPARE(model.sigma(2000), model.sigma(prediction == Prediction::flow ? 1000 : 999));
        QCOMPARE(model.timestep(1e9), prediction == Prediction::flow ? 1000.0 : 999.0);
        QCOMPARE(model.timestep(0), 0.0);
    }
    const ModelSampling flow({{"shift", 3.0}}, Prediction::flow);
    QCOMPARE_LE(std::abs(flow.sigmaMin() - 0.00299401), 1e-8);
    QCOMPARE(flow.sigmaMax(), 1.0);
}

void ModelSamplings::outputsBecomeTheDenoisedPicture_data()
{
    QTest::addColumn<QString>("prediction");
    QTest::addColumn<double>("sigma");
    for (const char* prediction : {"eps", "v", "edm", "flow", "sample"})
        for (const double sigma : {0.03, 0.5, 0.99})
            QTest::addRow("%s at %g", prediction, sigma) << QString(prediction) << sigma;
    for (const char* prediction : {"v", "edm", "sample"})
        QTest::addRow("%s at 4096", prediction) << QString(prediction) << 4096.0;
}

void ModelSamplings::outputsBecomeTheDenoisedPicture()
{
    QFETCH(QString, prediction);
    QFETCH(double, sigma);
    const Prediction kind = parsePrediction(prediction.toStdString());
    const ModelSampling model(nlohmann::json::object(), kind);
    const at::Tensor picture = at::randn({2, 4, 5, 3});
    const at::Tensor noise = at::randn({2, 4, 5, 3});
    const double alpha = 1 / std::hypot(1.0, sigma);
    const bool flow = kind == Prediction::flow;
    const at::Tensor x = flow ? picture * (1 - sigma) + noise * sigma : picture + noise * sigma;
    const at::Tensor velocity = (noise - picture * sigma) * alpha;
    const at::Tensor output = kind == Prediction::eps ? noise
        : kind == Prediction::v                       ? velocity
        : kind == Prediction::edm                     ? -velocity
        : flow                                        ? noise - picture
                                                      : picture;
    QCOMPARE_LE(farthest(model.denoised(x, output, sigma), picture), 2e-5);
    QCOMPARE_LE(farthest(model.output(x, picture, sigma), output), 2e-5);
    QCOMPARE_LE(farthest(model.input(x, sigma), flow ? x : x * alpha), 1e-6);
    QCOMPARE(model.denoised(x, output.to(at::kBFloat16), sigma).scalar_type(), at::kFloat);
}

void ModelSamplings::brokenConfigsAreRefusedNamingTheField_data()
{
    QTest::addColumn<nlohmann::json>("config");
    QTest::addColumn<QString>("field");
    QTest::newRow("no object") << nlohmann::json::array() << QString("scheduler_config.json");
    QTest::newRow("steps") << nlohmann::json{{"num_train_timesteps", 1e12}} << QString("num_train_timesteps");
    QTest::newRow("no steps") << nlohmann::json{{"num_train_timesteps", 0}} << QString("num_train_timesteps");
    QTest::newRow("part of a step") << nlohmann::json{{"num_train_timesteps", 10.5}}
                                    << QString("num_train_timesteps");
    QTest::newRow("text") << nlohmann::json{{"beta_start", "0.1"}} << QString("beta_start");
    QTest::newRow("negative") << nlohmann::json{{"beta_start", -0.1}} << QString("beta_start");
    QTest::newRow("above one") << nlohmann::json{{"beta_end", 1.5}} << QString("beta_end");
    QTest::newRow("schedule") << nlohmann::json{{"beta_schedule", "laplace"}} << QString("laplace");
    QTest::newRow("trained") << nlohmann::json{{"trained_betas", {0.1, "x"}}} << QString("trained_betas");
    QTest::newRow("trained range") << nlohmann::json{{"trained_betas", {0.1, 2}}} << QString("trained_betas");
    QTest::newRow("flag") << nlohmann::json{{"rescale_betas_zero_snr", "yes"}}
                          << QString("rescale_betas_zero_snr");
}

void ModelSamplings::brokenConfigsAreRefusedNamingTheField()
{
    QFETCH(nlohmann::json, config);
    QFETCH(QString, field);
    try {
        const ModelSampling model(config, Prediction::eps);
        QFAIL("accepted");
    } catch (const ModelError& e) {
        QVERIFY2(QString(e.what()).contains(field), e.what());
    }
}

void ModelSamplings::predictionNamesAreOursAndThoseOfDiffusers()
{
    QCOMPARE(parsePrediction("epsilon"), Prediction::eps);
    QCOMPARE(parsePrediction("v_prediction"), Prediction::v);
    QCOMPARE(parsePrediction("flow_prediction"), Prediction::flow);
    QVERIFY_THROWS_EXCEPTION(UsageError, parsePrediction("velocity"));
}

QTEST_GUILESS_MAIN(ModelSamplings)
#include "tst_model_sampling.moc"
