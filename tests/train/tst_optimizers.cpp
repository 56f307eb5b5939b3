#include <train/learning_rate.h>
#include <train/optimizer.h>
#include <train/step_random.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <support/reference.h>

#include <QTemporaryDir>
#include <QTest>

using namespace tarn;

namespace {

constexpr double rates[] = {1e-2, 2e-2, 1.5e-2, 1e-2, 5e-3};

std::vector<LearningTensor*> all(Parameters& network)
{
    std::vector<LearningTensor*> tensors;
    for (LearningTensor& tensor : network.learning())
        tensors.push_back(&tensor);
    return tensors;
}

} // namespace

/// Steps of the optimizers beside torch's in the same run.
class TestOptimizers : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    NamedTensors m_reference;

    Parameters startOf(const std::vector<std::string>& names, at::ScalarType dtype = at::kFloat) const
    {
        NamedTensors start;
        for (const std::string& name : names)
            start.emplace(name, m_reference.at("start." + name));
        return Parameters(start, dtype);
    }

    void takeStep(Parameters& network, Optimizer& optimizer, int step) const
    {
        for (LearningTensor& tensor : network.learning())
            tensor.gradient =
                at::empty_like(tensor.average).copy_(m_reference.at("gradient." + tensor.name)[step]);
        optimizer.step(rates[step]);
        network.publish();
        network.updateAverages(0.9);
    }

    static OptimizerSettings settings()
    {
        OptimizerSettings settings;
        settings.beta2 = 0.99;
        settings.epsilon = 1e-6;
        settings.weightDecay = 0.1;
        settings.matrixRate = 1;
        return settings;
    }

    static double distance(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

private Q_SLOTS:
    void initTestCase()
    {
        const QString file = m_folder.filePath("steps.safetensors");
        test::runReference("train/training_reference.py",
            {"optimizers", "--out", file, "--seed", QString::number(test::randomSeed())});
        m_reference = readTensorFile(file.toStdString()).tensors;
    }

    void adamWStepsAsTorchs()
    {
        Parameters network = startOf({"kernel", "matrix", "tall", "vector"});
        const auto optimizer = makeAdamW(all(network), settings());
        for (int step = 0; step < 5; ++step)
            takeStep(network, *optimizer, step);
        for (const LearningTensor& tensor : network.learning()) {
            QCOMPARE_LE(distance(tensor.master, m_reference.at("adamw." + tensor.name)), 2e-6);
            QCOMPARE_LE(distance(tensor.average, m_reference.at("average." + tensor.name)), 2e-6);
        }
    }

    void muonStepsAsTorchs()
    {
        Parameters network = startOf({"matrix", "tall"});
        const auto optimizer = makeMuon(all(network), settings(), [](const LearningTensor&) { return true; });
        for (int step = 0; step < 5; ++step)
            takeStep(network, *optimizer, step);
        for (const LearningTensor& tensor : network.learning())
            QCOMPARE_LE(distance(tensor.master, m_reference.at("muon." + tensor.name)), 1e-3); // bf16 inside
    }

    void muonLeavesVectorsToAdamW()
    {
        Parameters mixed = startOf({"matrix", "vector"}), plain = startOf({"vector"});
        const auto muon =
            makeMuon(all(mixed), settings(), [](const LearningTensor& tensor) { return tensor.master.dim() > 1; });
        const auto adamW = makeAdamW(all(plain), settings());
        for (int step = 0; step < 5; ++step) {
            takeStep(mixed, *muon, step);
            takeStep(plain, *adamW, step);
        }
        QVERIFY(mixed.learning()[1].master.equal(plain.learning()[0].master));
    }

    void orthogonalizedMatricesHaveSingularValuesNearOne()
    {
        StepRandom random(1, 2);
        for (const auto& [rows, columns] : {std::pair(24, 40), std::pair(40, 24)}) {
            const at::Tensor x = orthogonalized(random.normal({rows, columns}), 5).to(at::kFloat);
            const at::Tensor values = at::linalg_svdvals(x);
            QVERIFY(values.min().item<double>() > 0.4 && values.max().item<double>() < 1.3);
        }
    }

    void aRestoredOptimizerGoesOnToTheBit_data()
    {
        QTest::addColumn<bool>("muon");
        QTest::newRow("AdamW") << false;
        QTest::newRow("Muon") << true;
    }
    void aRestoredOptimizerGoesOnToTheBit()
    {
        QFETCH(bool, muon);
        const std::vector<std::string> names{"kernel", "matrix", "vector"};
        const auto make = [&](Parameters& network) {
            return muon ? makeMuon(all(network), settings(), [](const auto& t) { return t.master.dim() > 1; })
                        : makeAdamW(all(network), settings());
        };
        Parameters straight = startOf(names), resumed = startOf(names);
        const auto first = make(straight);
        const auto second = make(resumed);
        for (int step = 0; step < 3; ++step)
            takeStep(straight, *first, step);
        for (const auto& [name, tensor] : second->state())
            tensor.copy_(first->state().at(name));
        for (std::size_t i = 0; i < names.size(); ++i) {
            const at::NoGradGuard noGrad;
            resumed.learning()[i].master.copy_(straight.learning()[i].master);
        }
        for (int step = 3; step < 5; ++step) {
            takeStep(straight, *first, step);
            takeStep(resumed, *second, step);
        }
        for (std::size_t i = 0; i < names.size(); ++i)
            QVERIFY(resumed.learning()[i].master.equal(straight.learning()[i].master));
    }

    void bf16CopiesFollowTheirMasters()
    {
        Parameters network = startOf({"kernel", "matrix", "vector"}, at::kBFloat16);
        const auto optimizer = makeAdamW(all(network), settings());
        takeStep(network, *optimizer, 0);
        for (const LearningTensor& tensor : network.learning()) {
            QVERIFY(tensor.computed.equal(tensor.master.to(at::kBFloat16)));
            QVERIFY(network.table().find(tensor.name)->dense().equal(tensor.computed));
        }
    }

    void averagesSwapInAndOutToTheBit()
    {
        Parameters network = startOf({"kernel", "matrix", "vector"}, at::kBFloat16);
        const auto optimizer = makeAdamW(all(network), settings());
        takeStep(network, *optimizer, 0);
        const at::Tensor master = network.learning()[0].master.clone(),
                         average = network.learning()[0].average.clone();
        {
            const AveragedScope averaged({&network});
            QVERIFY(network.learning()[0].computed.equal(average.to(at::kBFloat16)));
        }
        QVERIFY(network.learning()[0].master.equal(master));
        QVERIFY(network.learning()[0].average.equal(average));
        QVERIFY(network.learning()[0].computed.equal(master.to(at::kBFloat16)));
    }

    void gradientsAreClippedTogether()
    {
        Parameters network = startOf({"matrix", "vector"});
        for (LearningTensor& tensor : network.learning())
            tensor.gradient = at::full_like(tensor.average, 2);
        const double norm = std::sqrt(4.0 * (12 * 20 + 16));
        QVERIFY(std::abs(clipGradients(all(network), 1) - norm) < 1e-4);
        QVERIFY(std::abs(clipGradients(all(network), 0) - 1) < 1e-5);
        network.learning()[0].gradient.fill_(std::numeric_limits<double>::quiet_NaN());
        QVERIFY(std::isnan(clipGradients(all(network), 1)));
    }

    void ratesRiseAndFallAsTheirShapesSay_data()
    {
        QTest::addColumn<int>("shape");
        QTest::addColumn<int>("step");
        QTest::addColumn<double>("rate");
        using Shape = RateSchedule::Shape;
        QTest::newRow("first step of the rise") << int(Shape::cosine) << 0 << 0.1;
        QTest::newRow("top") << int(Shape::cosine) << 10 << 1.0;
        QTest::newRow("half a cosine") << int(Shape::cosine) << 60 << 0.6;
        QTest::newRow("end of a cosine") << int(Shape::cosine) << 110 << 0.2;
        QTest::newRow("half a line") << int(Shape::linear) << 60 << 0.6;
        QTest::newRow("a quarter of a line") << int(Shape::linear) << 35 << 0.8;
        QTest::newRow("constant") << int(Shape::constant) << 99 << 1.0;
    }
    void ratesRiseAndFallAsTheirShapesSay()
    {
        QFETCH(int, shape);
        QFETCH(int, step);
        QFETCH(double, rate);
        const RateSchedule schedule{RateSchedule::Shape(shape), 1, 0.2, 10};
        QVERIFY(std::abs(schedule.at(step, 110) - rate) < 1e-12);
    }

    void averagesAreShortAtTheStart()
    {
        QCOMPARE(averageDecay(0.999, 0), 0.1);
        QCOMPARE(averageDecay(0.999, 10), 0.55);
        QCOMPARE(averageDecay(0.999, 1'000'000), 0.999);
    }
};

QTEST_GUILESS_MAIN(TestOptimizers)
#include "tst_optimizers.moc"
