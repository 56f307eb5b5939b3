#include <image/convert.h>
#include <image/image.h>
#include <image/png.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>
#include <support/sanitized.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

using namespace tarn;

namespace {

std::vector<double> samplesOf(const Image& grey)
{
    std::vector<double> samples;
    for (std::size_t i = 0; i < std::size_t(grey.width) * std::size_t(grey.height); ++i) {
        std::uint16_t value = 0;
        std::memcpy(&value, &grey.pixels[i * std::size_t(grey.bits / 8)], std::size_t(grey.bits / 8));
        samples.push_back(value);
    }
    return samples;
}

/// Pearson's, of two grey pictures of one size: a depth map is one up to scale and shift.
double correlation(const Image& first, const Image& second)
{
    std::vector<double> a = samplesOf(first), b = samplesOf(second);
    for (std::vector<double>* each : {&a, &b}) {
        const double mean = std::accumulate(each->begin(), each->end(), 0.0) / double(each->size());
        for (double& sample : *each)
            sample -= mean;
    }
    const auto product = [](const std::vector<double>& x, const std::vector<double>& y) {
        return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
    };
    return product(a, b) / std::sqrt(product(a, a) * product(b, b));
}

} // namespace

/// The starter's family on scenes that none of it was trained on: each mode is drawn by the one that was taught
/// it, and what it draws goes by what it was shown.
class StartersTest : public QObject {
    Q_OBJECT

private:
    static constexpr int scenes = test::isSanitized ? 2 : 4; // what was learnt is measured without ASan
    QTemporaryDir m_folder;

    QString file(const QString& name) const { return m_folder.filePath(name); }
    QString scene(int index, const QString& ending) const
    {
        return file(QStringLiteral("scenes/%1.%2").arg(index, 6, 10, QChar('0')).arg(ending));
    }
    static QString captionOf(const QString& path)
    {
        QFile text(path);
        if (!text.open(QIODevice::ReadOnly))
            throw std::runtime_error("no caption in " + path.toStdString());
        return QString::fromUtf8(text.readAll()).trimmed();
    }

    nlohmann::json run(const QStringList& arguments)
    {
        const test::ProgramResult result = test::runTarn(arguments + QStringList{"--json"});
        if (result.exitCode != 0)
            throw std::runtime_error(result.errors.toStdString());
        return nlohmann::json::parse(result.output.toStdString());
    }

    /// Draws the scene's caption along `more`.
    nlohmann::json draw(int index, const QStringList& more, const QString& seed = "3")
    {
        return run(QStringList{"generate", captionOf(scene(index, "txt")), "--seed", seed, "--size", "128x128",
                       "--output", file("drawn.png"), "--quiet"}
            + more);
    }

    static std::string modelOf(const nlohmann::json& drawn) { return drawn["request"]["model"]["name"]; }

    /// How much the depth of what was drawn is that of each scene, at most 1.
    std::vector<double> likeness()
    {
        run({"depth", file("drawn.png"), "--output", file("map.png")});
        const Image map = readPng(file("map.png").toStdString());
        std::vector<double> all;
        for (int i = 0; i < scenes; ++i)
            all.push_back(correlation(map, readPng(scene(i, "depth.png").toStdString())));
        return all;
    }

    /// What was drawn along a scene has its depth, more than that of the others.
    void compareFollowed(
        const std::function<QStringList(int)>& along, const char* model, const char* control, double more)
    {
        double own = 0, others = 0;
        for (int i = 0; i < scenes; ++i) {
            QCOMPARE(modelOf(draw(i, along(i))), std::string(model));
            if (*control && i == 0) {
                const nlohmann::json request = run({"generate", "--request", file("drawn.png"), "--control",
                    scene(i, "sketch.png"), "--output", file("again.png"), "--quiet"})["request"];
                QCOMPARE(request["controls"][0]["model"]["name"], std::string(control));
                QVERIFY2(readPng(file("again.png").toStdString()) == readPng(file("drawn.png").toStdString()),
                    "the request gives the picture again");
            }
            const std::vector<double> all = likeness();
            for (int k = 0; k < scenes; ++k)
                (k == i ? own : others) += all[std::size_t(k)];
        }
        own /= scenes;
        others /= scenes * (scenes - 1);
        qInfo("%s",
            qPrintable(QStringLiteral("likeness to its own scene %1, to the others %2").arg(own).arg(others)));
        QVERIFY(test::isSanitized || (own > 0.8 && own > others + more));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const test::ProgramResult painted = test::runTarn({"scenes", "--count", QString::number(scenes), "--seed",
            "900000020", "--size", "128x128", "--out", file("scenes")});
        QVERIFY2(painted.exitCode == 0, painted.errors.constData());
    }

    void depthMapsAreFollowedByTheDepthModel()
    {
        compareFollowed(
            [this](int i) {
                return QStringList{"--depth", scene(i, "depth.png")};
            },
            "starter-depth", "", 0.05);
    }

    void sketchesAreFollowedByTheControlNet()
    {
        compareFollowed(
            [this](int i) {
                return QStringList{"--control", scene(i, "sketch.png")};
            },
            "starter", "starter-scribble", 0.03);
    }

    /// What is drawn in a hole joins what is around it better than what the base draws, which was never shown one.
    void masksAreFilledByTheInpaintingModel()
    {
        Image mask = blankImage(128, 128, 1, 8);
        for (int y = 32; y < 96; ++y)
            std::fill_n(mask.pixels.begin() + y * 128 + 32, 64, std::byte(255));
        writePng(file("mask.png").toStdString(), mask, {});
        double seam = 0, seamOfBase = 0;
        constexpr int seeds = test::isSanitized ? 1 : 2;
        for (int k = 0; k < scenes * seeds; ++k) {
            const int i = k % scenes;
            const QString seed = QString::number(3 + k / scenes);
            QStringList along{"--image", scene(i, "png"), "--mask", file("mask.png"), "--strength", "1"};
            const nlohmann::json own = draw(i, along, seed);
            QCOMPARE(modelOf(own), std::string("starter-inpaint"));
            seam += double(own["edit"]["seam"]) / (scenes * seeds);
            along << "--model" << test::sourceFolder() + "/resources/models/starter";
            seamOfBase += double(draw(i, along, seed)["edit"]["seam"]) / (scenes * seeds);
        }
        qInfo("seam %g, the base's %g", seam, seamOfBase);
        QVERIFY(test::isSanitized || seam < 0.9 * seamOfBase);
        const nlohmann::json grown = run({"outpaint", captionOf(scene(0, "txt")), "--image", scene(0, "png"),
            "--right", "32", "--steps", "3", "--output", file("grown.png"), "--quiet"});
        QCOMPARE(modelOf(grown), std::string("starter-inpaint"));
    }

    void depthIsEstimatedFromAPicture()
    {
        for (int i = 0; i < scenes; ++i) {
            QVERIFY(QFile::remove(file("drawn.png")) || i == 0);
            QVERIFY(QFile::copy(scene(i, "png"), file("drawn.png")));
            const std::vector<double> all = likeness();
            QVERIFY2(all[std::size_t(i)] > 0.9, qPrintable(QString::number(all[std::size_t(i)])));
        }
        const nlohmann::json drawn = run({"generate", "Sketch them", "--model", "starter-depth", "--image",
            scene(0, "png"), "--steps", "3", "--output", file("sketched.png"), "--quiet"});
        QCOMPARE(drawn["request"]["model"]["name"], std::string("starter-depth"));
        const nlohmann::json again = run({"generate", "--request", file("sketched.png"), "--image",
            scene(0, "png"), "--output", file("again.png"), "--quiet"});
        QVERIFY2(again["request"] == drawn["request"], "the model is found by its name");
    }
};

QTEST_GUILESS_MAIN(StartersTest)
#include "tst_starters.moc"
