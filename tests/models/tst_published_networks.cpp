#include <base/error.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/memory.h>
#include <weights/checkpoint.h>

#include <ATen/ATen.h>

#include <support/reference.h>

#include <QTemporaryDir>
#include <QTest>

using namespace tarn;

/// Our networks over the headers of the published models at full size, on the meta device.
class TestPublishedNetworks : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase() { test::runReference("weights/published_keys.py", {"--out", m_folder.path()}); }

    void everyTensorFindsItsPlaceAndNoneIsLeft_data()
    {
        QTest::addColumn<int>("heads"); // on the coarsest level
        QTest::addColumn<int>("layers"); // of the text encoder
        QTest::newRow("sd15") << 8 << 12;
        QTest::newRow("sd15-inpaint") << 8 << 12;
        QTest::newRow("sd21") << 20 << 23;
        QTest::newRow("sd2-inpaint") << 20 << 23;
        QTest::newRow("sd2-depth") << 20 << 23;
        QTest::newRow("x4-upscaler") << 8 << 23;
    }
    void everyTensorFindsItsPlaceAndNoneIsLeft()
    {
        QFETCH(int, heads);
        QFETCH(int, layers);
        for (const QString& layout : {QString(), QString(".safetensors")}) {
            const QString path = m_folder.filePath(QTest::currentDataTag() + layout);
            const auto plan = DiffusionModel::inspect(Checkpoint::open(path.toStdString()));
            QCOMPARE(plan.unasked, std::vector<std::string>());
            QCOMPARE(plan.unet.levels.size(), 4u);
            QCOMPARE(plan.unet.levels.back().heads, heads);
            QCOMPARE(plan.clip.layers, layers);
        }
    }

    void theForecastOfMemoryGrowsWithThePictureAndHalvesWithThePrecision()
    {
        const Checkpoint checkpoint = Checkpoint::open(m_folder.filePath("sd15").toStdString());
        const auto plan = DiffusionModel::inspect(checkpoint);
        const auto need = [&](at::ScalarType dtype, int side) {
            const auto weights = std::uint64_t(checkpoint.description().parameters) * c10::elementSize(dtype);
            return MemoryNeed{weights, dtype, side, side};
        };
        const auto bytes = [&](at::ScalarType dtype, int side) { return estimateMemory(plan, need(dtype, side)); };
        QCOMPARE_GE(bytes(at::kFloat, 512), 4'000'000'000u); // a billion parameters, four bytes each
        QCOMPARE_LE(bytes(at::kFloat, 512), 8'000'000'000u);
        QCOMPARE_LE(bytes(at::kBFloat16, 512), bytes(at::kFloat, 512) * 6 / 10);
        QCOMPARE_GE(bytes(at::kFloat, 4096), bytes(at::kFloat, 512) * 5);
    }
};

QTEST_GUILESS_MAIN(TestPublishedNetworks)
#include "tst_published_networks.moc"
