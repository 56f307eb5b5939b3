#include <base/cpu.h>
#include <models/clip.h>
#include <models/taesd.h>
#include <models/unet.h>
#include <models/vae.h>
#include <train/discriminator.h>
#include <train/losses.h>
#include <train/parameters.h>
#include <train/step_random.h>
#include <weights/checkpoint.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <support/reference.h>

#include <QDir>
#include <QTest>

using namespace tarn;

namespace {

double relativeDistance(const at::Tensor& a, const at::Tensor& b)
{
    return (a.to(at::kFloat) - b).norm().item<double>() / std::max(b.norm().item<double>(), 1e-30);
}

NamedTensors loaded(const Checkpoint& checkpoint, Part part)
{
    const WeightTable table = checkpoint.load(part, at::kFloat, false);
    NamedTensors tensors;
    for (const auto& [name, param] : table)
        tensors.emplace(name, param.dense());
    return tensors;
}

} // namespace

/// The networks of inference under autograd.
class TestGradients : public QObject {
    Q_OBJECT

private:
    QString m_models, m_gradients; // folders
    TensorFile m_inputs;

    /// A model among the tiny ones.
    std::filesystem::path tiny(const QString& name) const { return (m_models + "/" + name).toStdString(); }
    at::Tensor input(const QString& name) const { return m_inputs.tensors.at(name.toStdString()); }

    /// The loss of the reference, over `network` in place of its own.
    at::Tensor lossOf(const QString& model, Part part, const Parameters& network) const
    {
        const Checkpoint checkpoint = Checkpoint::open(tiny(model));
        const Weights w(network.table());
        const auto in = [&](const char* name) {
            const at::Tensor tensor = input(model + "." + name);
            return tensor.is_floating_point() ? tensor.to(network.dtype()) : tensor;
        };
        if (part == Part::unet) {
            const UNetShape shape = UNetShape::detect(w, checkpoint.config(part));
            const at::Tensor x = in("x").contiguous(at::MemoryFormat::ChannelsLast);
            const at::Tensor y = unet(w, shape, {x, input(model + ".t").to(at::kFloat), in("context"), {}});
            return weightedSquaredError(y, input(model + ".target"), input(model + ".weight"));
        }
        if (part == Part::vae) {
            const VaeShape shape = VaeShape::detect(w, checkpoint.config(part));
            const at::Tensor pixels = in("pixels").contiguous(at::MemoryFormat::ChannelsLast);
            const LatentDistribution latents = vaeEncode(w, shape, pixels);
            const at::Tensor decoded = vaeDecode(w, shape, drawnFrom(latents, in("noise")));
            return absoluteError(decoded, pixels) + 0.1 * klDivergence(latents);
        }
        if (part == Part::textEncoder) {
            const ClipShape shape = ClipShape::detect(w, checkpoint.config(part));
            return (clipText(w, shape, in("ids"), 0) - in("wanted")).to(at::kFloat).square().mean();
        }
        const at::Tensor pixels = in("pixels").contiguous(at::MemoryFormat::ChannelsLast);
        return (taesdDecode(w, taesdEncode(w, pixels)) - pixels).to(at::kFloat).square().mean();
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareComputeEnvironment();
        const QString seed = QString::number(test::randomSeed());
        m_models = test::tinyModels(test::randomSeed());
        m_gradients = test::referenceFolder(
            "train/training_reference.py", {"gradients", "--models", m_models, "--seed", seed});
        m_inputs = readTensorFile((m_gradients + "/inputs.safetensors").toStdString());
    }

    void areThoseOfPyTorch_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("part");
        for (const char* model : {"sd15", "sd2-v"})
            for (const char* part : {"unet", "vae", "text_encoder"})
                QTest::addRow("%s, %s", model, part) << model << part;
        QTest::addRow("taesd") << "taesd"
                               << "taesd";
    }
    void areThoseOfPyTorch()
    {
        QFETCH(QString, model);
        QFETCH(QString, part);
        const Part which = part == "unet" ? Part::unet
            : part == "vae"               ? Part::vae
            : part == "taesd"             ? Part::taesd
                                          : Part::textEncoder;
        const NamedTensors weights = loaded(Checkpoint::open(tiny(model)), which);
        const NamedTensors expected = loaded(Checkpoint::open((m_gradients + "/" + model).toStdString()), which);
        Parameters network(weights, at::kFloat);
        const at::Tensor loss = lossOf(model, which, network);
        const double reference = input("loss." + model + "." + part).item<double>();
        QVERIFY2(std::abs(loss.item<double>() / reference - 1) < 1e-4, "the losses agree");
        loss.backward();
        network.collectGradients();
        double whole = 0;
        for (const auto& [name, gradient] : expected)
            whole = std::max(whole, gradient.norm().item<double>());
        for (const LearningTensor& tensor : network.learning()) {
            QVERIFY2(
                tensor.gradient.defined(), qPrintable(QString::fromStdString(tensor.name) + " has a gradient"));
            const at::Tensor& wanted = expected.at(tensor.name);
            const double difference = (tensor.gradient - wanted).norm().item<double>();
            const double scale = wanted.norm().item<double>();
            // Some gradients are 0 in exact arithmetic (an attention's key bias): what is left there is rounding.
            QVERIFY2(difference <= 2e-3 * scale + 1e-5 * whole,
                qPrintable(QString("%1: %2 of %3").arg(tensor.name.c_str()).arg(difference).arg(scale)));
        }
    }

    void agreeWithFiniteDifferences_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("part");
        QTest::newRow("unet") << "sd15" << int(Part::unet);
        QTest::newRow("vae") << "sd15" << int(Part::vae);
        QTest::newRow("text encoder") << "sd15" << int(Part::textEncoder);
        QTest::newRow("taesd") << "taesd" << int(Part::taesd);
    }
    void agreeWithFiniteDifferences()
    {
        QFETCH(QString, model);
        QFETCH(int, part);
        Parameters network(loaded(Checkpoint::open(tiny(model)), Part(part)), at::kFloat);
        lossOf(model, Part(part), network).backward();
        network.collectGradients();
        // Along the gradient itself the loss changes by its squared norm: large against the rounding of fp32.
        double squared = 0;
        for (const LearningTensor& tensor : network.learning())
            squared += std::pow(tensor.gradient.norm().item<double>(), 2);
        const at::NoGradGuard noGrad;
        const double step = 2e-3 / std::sqrt(squared);
        const auto movedBy = [&](double distance) {
            for (LearningTensor& tensor : network.learning())
                tensor.master.add_(tensor.gradient, distance);
            return lossOf(model, Part(part), network).item<double>();
        };
        const double above = movedBy(step);
        const double below = movedBy(-2 * step);
        const double slope = (above - below) / (2 * step);
        QVERIFY2(std::abs(slope / squared - 1) < 0.02, qPrintable(QString("%1, not %2").arg(slope).arg(squared)));
    }

    void inBf16PointTheSameWay_data() { agreeWithFiniteDifferences_data(); }
    void inBf16PointTheSameWay()
    {
        QFETCH(QString, model);
        QFETCH(int, part);
        const NamedTensors weights = loaded(Checkpoint::open(tiny(model)), Part(part));
        Parameters exact(weights, at::kFloat), rounded(weights, at::kBFloat16);
        double product = 0, norms[2] = {};
        for (Parameters* network : {&exact, &rounded}) {
            lossOf(model, Part(part), *network).backward();
            network->collectGradients();
        }
        for (std::size_t i = 0; i < exact.learning().size(); ++i) {
            const at::Tensor &a = exact.learning()[i].gradient, &b = rounded.learning()[i].gradient;
            product += (a * b).sum().item<double>();
            norms[0] += a.square().sum().item<double>();
            norms[1] += b.square().sum().item<double>();
        }
        const double cosine = product / std::sqrt(norms[0] * norms[1]);
        QVERIFY2(cosine > 0.99, qPrintable(QString::number(cosine)));
    }

    void addUpOverPartsOfABatch()
    {
        const NamedTensors weights = loaded(Checkpoint::open(tiny("taesd")), Part::taesd);
        Parameters whole(weights, at::kFloat), parts(weights, at::kFloat);
        const at::Tensor pixels = input("taesd.pixels");
        const auto loss = [](const Parameters& network, const at::Tensor& x) {
            const Weights w(network.table());
            return (taesdDecode(w, taesdEncode(w, x)) - x).square().mean();
        };
        loss(whole, pixels).backward();
        whole.collectGradients();
        for (const at::Tensor& half : pixels.chunk(2)) {
            (loss(parts, half) / 2).backward();
            parts.collectGradients();
        }
        for (std::size_t i = 0; i < whole.learning().size(); ++i)
            QCOMPARE_LE(relativeDistance(parts.learning()[i].gradient, whole.learning()[i].gradient), 1e-3);
    }

    void theAdaptiveWeightBalancesBothGradientsAtTheLastLayer()
    {
        StepRandom random(3, 0);
        const at::Tensor last = random.normal({3, 8, 3, 3}).requires_grad_(true);
        const at::Tensor picture = at::conv2d(random.normal({2, 8, 32, 32}), last, {}, 1, 1);
        const Parameters judge(initialDiscriminator(16, 1), at::kFloat);
        const at::Tensor answer = -patchDiscriminator(Weights(judge.table()), picture).mean();
        const at::Tensor error = absoluteError(picture, at::zeros_like(picture));
        const double weight = adaptiveWeight(error, answer, last);
        // Both, weighted, pull equally hard.
        (weight * answer).backward({}, true);
        const double pull = last.grad().norm().item<double>();
        last.mutable_grad() = at::Tensor();
        error.backward();
        QVERIFY(std::abs(pull / last.grad().norm().item<double>() - 1) < 0.05);
    }
};

QTEST_GUILESS_MAIN(TestGradients)
#include "tst_gradients.moc"
