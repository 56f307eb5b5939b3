#include <base/error.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <runs/example_stream.h>
#include <runs/training_run.h>
#include <support/message.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <limits>

using namespace tarn;

namespace {

/// A parabola with noise in it, which is learnt in no time.
class Parabola final : public TrainingTask {
public:
    Parabola()
        : m_network({{"x", at::full({4}, 3, at::kFloat)}}, at::kFloat)
    {
    }

    std::vector<LearningNetwork> networks() override { return {{"parabola", &m_network, {}}}; }
    std::vector<std::string> measures() const override { return {"twice"}; }
    void openData(std::int64_t position, const Say&) override { m_positions.push_back(position); }
    std::int64_t epochLength() const override { return 20; }
    std::vector<double> learn(const Pass& pass) override
    {
        StepRandom random = pass.random(1);
        const at::Tensor& x = Weights(m_network.table()).at("x").dense();
        const at::Tensor loss = (x - 1 + 0.1 * random.normal({4})).square().sum();
        (loss / double(pass.parts)).backward();
        const bool isBad = pass.step + 1 == badStep && pass.part == 0 && timesBad > 0;
        timesBad -= isBad;
        const double value = isBad ? std::numeric_limits<double>::quiet_NaN() : loss.item<double>();
        return {value, 2 * value};
    }
    double validate() override
    {
        const AveragedScope averaged({&m_network});
        return (Weights(m_network.table()).at("x").dense() - 1).square().sum().item<double>();
    }
    Image sheet() override { return {}; }
    void exportTo(const std::filesystem::path& folder, at::ScalarType) override
    {
        std::filesystem::create_directories(folder);
        writeTensorFile(folder / "x.safetensors", {m_network.averaged(), {}});
    }

    std::int64_t badStep = 0; ///< whose loss is no number
    int timesBad = 0; ///< that it is asked for
    std::vector<std::int64_t> m_positions;

private:
    Parameters m_network;
};

class Listener final : public RunListener {
public:
    void say(const std::string& sentence) override { said << QString::fromStdString(sentence); }
    void stepped(std::int64_t step, std::int64_t, double, double, double) override
    {
        if (step == stopAt)
            stop.request_stop();
    }

    QStringList said;
    std::int64_t stopAt = -1;
    std::stop_source stop;
};

QByteArray contentOf(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// As many pictures as asked for, each of one grey.
class GreySource final : public ExampleSource {
public:
    explicit GreySource(std::int64_t count)
        : m_count(count)
    {
    }
    std::int64_t count() const override { return m_count; }
    ExamplePictures pictures(std::int64_t index) const override
    {
        if (index == bad)
            throw StudioError("That one is gone.");
        return {{1, 1, 3, 8, std::vector<std::byte>(3, std::byte(index))}, {}, {}};
    }
    std::string caption(std::int64_t, std::uint64_t) const override { return {}; }
    Labels labels(std::int64_t) const override { return {}; }
    Labels stated(std::int64_t, std::uint64_t) const override { return {}; }
    std::string identity() const override { return "grey"; }
    const std::vector<std::string>& skipped() const override { return m_none; }

    std::int64_t bad = -1;

private:
    std::int64_t m_count;
    std::vector<std::string> m_none;
};

} // namespace

class TestTrainingRun : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    RunSettings settings(const QString& name) const
    {
        RunSettings run;
        run.out = m_folder.filePath(name).toStdString();
        run.steps = 40;
        run.batch = 2;
        run.accumulate = 2;
        run.validationEvery = 10;
        run.rate.rate = 0.2;
        run.average = 0.8;
        run.checkpointEvery = 10;
        return run;
    }
    static void run(
        const RunSettings& settings, Parabola& task, Listener& listener, nlohmann::json config = {{"a", 1}})
    {
        TrainingRun(std::string("parabola"), std::move(config), settings, task, listener)
            .run(listener.stop.get_token());
    }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    void compareRuns(const QString& a, const QString& b) const
    {
        for (const char* file : {"/log.csv", "/model/x.safetensors", "/checkpoints/step-000000040.safetensors"}) {
            QVERIFY2(!contentOf(path(a) + file).isEmpty(), file);
            QVERIFY2(contentOf(path(a) + file) == contentOf(path(b) + file), file);
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        Parabola task;
        Listener listener;
        run(settings("whole"), task, listener);
    }

    void learnsAndSaysTheLossOfEachEpoch()
    {
        const QList<QByteArray> lines = contentOf(path("whole/log.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 41);
        QCOMPARE(lines[0], QByteArray("step,epoch,pictures,rate,gradient,loss,validation,twice"));
        const QList<QByteArray> first = lines[1].split(','), last = lines[40].split(',');
        QCOMPARE(last[2], QByteArray("160"));
        QCOMPARE(last[1], QByteArray("8"));
        QVERIFY(first[5].toDouble() > 10 && last[5].toDouble() < 1);
        QVERIFY(last[6].toDouble() < 1);
        QCOMPARE(last[7].toDouble(), 2 * last[5].toDouble());
        Parabola task;
        Listener listener;
        run(settings("again"), task, listener);
        QCOMPARE(listener.said.filter("loss per epoch").size(), 8);
        QVERIFY(listener.said.filter("Epoch 8: loss per epoch").first().contains("validation loss"));
        compareRuns("whole", "again");
    }

    void keepsTheLastCheckpointsOnly()
    {
        QCOMPARE(QDir(path("whole/checkpoints")).entryList(QDir::Files),
            (QStringList{"step-000000030.safetensors", "step-000000040.safetensors"}));
    }

    void goesOnAsIfItHadNotBeenStopped_data()
    {
        QTest::addColumn<int>("step");
        for (const int step : {1, 9, 10, 27, 39})
            QTest::addRow("after step %d", step) << step;
    }
    void goesOnAsIfItHadNotBeenStopped()
    {
        QFETCH(int, step);
        const QString name = QString("stopped-%1").arg(step);
        Parabola task;
        Listener listener;
        listener.stopAt = step;
        QVERIFY_EXCEPTION_THROWN(run(settings(name), task, listener), Cancelled);
        QVERIFY(listener.said.last().contains(QString("after step %1;").arg(step)));
        Parabola fresh;
        Listener second;
        run(settings(name), fresh, second);
        QVERIFY(second.said.first().contains(QString("Going on from step %1 ").arg(step)));
        QCOMPARE(fresh.m_positions, std::vector<std::int64_t>{step * 4});
        compareRuns("whole", name);
    }

    void goesOnFromTheCheckpointBeforeADamagedOne()
    {
        Parabola task;
        Listener listener;
        listener.stopAt = 25;
        QVERIFY_EXCEPTION_THROWN(run(settings("damaged"), task, listener), Cancelled);
        QFile last(path("damaged/checkpoints/step-000000025.safetensors"));
        QVERIFY(last.resize(last.size() / 2));
        Parabola fresh;
        Listener second;
        run(settings("damaged"), fresh, second);
        QVERIFY(second.said[0].contains("step-000000025") && second.said[0].contains("before it"));
        QVERIFY(second.said[1].contains("step 20 "));
        compareRuns("whole", "damaged");
    }

    void goesBackWithHalfTheRateWhenTheLossIsNoNumber()
    {
        Parabola task;
        Listener listener;
        task.badStep = 17;
        task.timesBad = 2;
        run(settings("bad"), task, listener);
        const QStringList said = listener.said.filter("is no number");
        QCOMPARE(said.size(), 2);
        QVERIFY2(said[0].contains("step 17") && said[0].contains("back to step 10") && said[0].contains("0.5 of"),
            qPrintable(said[0]));
        QVERIFY2(said[1].contains("0.25 of") && said[1].contains("2 times"), qPrintable(said[1]));
        const QList<QByteArray> lines = contentOf(path("bad/log.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 41);
        const QList<QByteArray> usual = contentOf(path("whole/log.csv")).trimmed().split('\n');
        QCOMPARE(lines[10], usual[10]);
        QCOMPARE(lines[11].split(',')[3].toDouble(), usual[11].split(',')[3].toDouble() / 4);
        QVERIFY(!contentOf(path("bad/log.csv")).contains("nan"));
        const TensorFile checkpoint =
            readTensorFile(path("bad/checkpoints/step-000000040.safetensors").toStdString());
        QCOMPARE(checkpoint.metadata.at("times_back"), std::string("2"));
    }

    void givesUpWhenNoRateHelps()
    {
        Parabola task;
        Listener listener;
        task.badStep = 5;
        task.timesBad = 1000;
        const QString message = test::messageOf([&] { run(settings("hopeless"), task, listener); });
        QVERIFY2(message.contains("step 5") && message.contains("rate.rate"), qPrintable(message));
        QCOMPARE(listener.said.filter("is no number").size(), 8);
    }

    void refusesToGoOnWithAnotherConfig()
    {
        Parabola task;
        Listener listener;
        const QString message = test::messageOf([&] {
            run(settings("whole"), task, listener, {{"rate", {{"rate", 2}}}});
        });
        QVERIFY2(message.contains("another config"), qPrintable(message));
        // What only says how long it goes and what it shows may change.
        RunSettings longer = settings("whole");
        longer.steps = 42;
        Parabola fresh;
        run(longer, fresh, listener, {{"a", 1}, {"steps", 42}, {"sheets", {{"every", 3}}}});
        QCOMPARE(contentOf(path("whole/log.csv")).count('\n'), 43);
    }

    void aSecondRunInTheSameFolderIsRefused()
    {
        class Nested final : public RunListener {
        public:
            explicit Nested(const RunSettings& settings)
                : m_settings(settings)
            {
            }
            void say(const std::string&) override { }
            void stepped(std::int64_t step, std::int64_t, double, double, double) override
            {
                if (step != 3)
                    return;
                Parabola task;
                Listener listener;
                message = test::messageOf([&] { run(m_settings, task, listener); });
            }
            QString message;

        private:
            const RunSettings& m_settings;
        };
        const RunSettings run = settings("locked");
        Parabola task;
        Nested listener(run);
        TrainingRun("parabola", {{"a", 1}}, run, task, listener).run({});
        QVERIFY2(listener.message.contains("Another tarn train"), qPrintable(listener.message));
    }

    void examplesComeInTheSameOrderForAnyNumberOfThreadsAndFromAnyPlace()
    {
        const GreySource source(10);
        const auto order = [&](int threads, std::int64_t from) {
            ExampleStream stream(source, 7, threads, from);
            std::vector<std::int64_t> indices;
            for (const ExampleStream::Item& item : stream.next(35 - from)) {
                indices.push_back(item.index);
                if (threads > 0 && item.picture.pixels[0] != std::byte(item.index))
                    throw std::runtime_error("another picture");
            }
            return indices;
        };
        const std::vector<std::int64_t> one = order(1, 0);
        QCOMPARE(order(4, 0), one);
        QCOMPARE(order(0, 0), one);
        QCOMPARE(order(3, 13), std::vector<std::int64_t>(one.begin() + 13, one.end()));
        for (const int epoch : {0, 1, 2}) { // each pass has each picture once
            std::vector<std::int64_t> pass(one.begin() + epoch * 10, one.begin() + epoch * 10 + 10);
            std::ranges::sort(pass);
            for (int i = 0; i < 10; ++i)
                QCOMPARE(pass[std::size_t(i)], std::int64_t(i));
        }
        QVERIFY(!std::ranges::equal(std::span(one).first(10), std::span(one).subspan(10, 10)));
    }

    void aPictureThatHasGoneBadIsSaid()
    {
        GreySource source(10);
        source.bad = 4;
        ExampleStream stream(source, std::nullopt, 2, 0);
        QCOMPARE(stream.next(4).size(), 4u);
        QVERIFY_EXCEPTION_THROWN(stream.next(4), StudioError);
    }
};

QTEST_GUILESS_MAIN(TestTrainingRun)
#include "tst_training_run.moc"
