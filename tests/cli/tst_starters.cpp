#include <image/convert.h>
#include <image/geometry.h>
#include <image/image.h>
#include <image/png.h>

#include <nlohmann/json.hpp>
#include <support/reference.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <array>
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

using Point = std::array<double, 2>;

double distance(const Point& p, const Point& a, const Point& b)
{
    const double dx = b[0] - a[0], dy = b[1] - a[1];
    const double along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy);
    const double t = std::clamp(along, 0.0, 1.0);
    return std::hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

/// White on black: a stroke through `points`, as a hand draws a ridge.
Image stroke(int side, const std::vector<Point>& points, double width)
{
    Image image = blankImage(side, side, 1, 8);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (std::size_t i = 1; i < points.size(); ++i)
                if (distance({double(x), double(y)}, points[i - 1], points[i]) <= width / 2)
                    image.pixels[std::size_t(y * side + x)] = std::byte(255);
    return image;
}

/// How steep an RGB picture of 8 bits is where `where` is white; in its mean.
double steepness(const Image& picture, const Image& where)
{
    const int side = where.width;
    const auto value = [&](int x, int y, int channel) {
        return double(picture.pixels[std::size_t((y * side + x) * 3 + channel)]);
    };
    double sum = 0, count = 0;
    for (int y = 1; y < side - 1; ++y)
        for (int x = 1; x < side - 1; ++x) {
            if (where.pixels[std::size_t(y * side + x)] == std::byte(0))
                continue;
            for (int channel = 0; channel < 3; ++channel)
                sum += std::abs(value(x + 1, y, channel) - value(x - 1, y, channel))
                    + std::abs(value(x, y + 1, channel) - value(x, y - 1, channel));
            ++count;
        }
    return sum / count;
}

} // namespace

/// The starter's family on scenes that none of it was trained on: each mode is drawn by the one that was taught
/// it, and what it draws goes by what it was shown.
class StartersTest : public QObject {
    Q_OBJECT

private:
    static constexpr int scenes = 4;
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
        QVERIFY(own > 0.8 && own > others + more);
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

    /// A ridge drawn by hand is where the picture has one.
    void strokesAreFollowedByTheControlNet()
    {
        const std::vector<Point> ridge{{0, 62}, {22, 32}, {40, 52}, {50, 54}, {82, 15}, {107, 45}, {127, 60}};
        writePng(file("ridge.png").toStdString(), stroke(128, ridge, 3), {});
        const Image where = stroke(128, ridge, 8), mirrored = flippedHorizontally(where);
        double along = 0, elsewhere = 0;
        for (const char* prompt : {"mountains by the sea at sunset", "mountains at noon"})
            for (const char* seed : {"2", "3", "4"}) {
                const nlohmann::json drawn = run({"generate", prompt, "--control", file("ridge.png"), "--seed",
                    seed, "--output", file("mountains.png"), "--quiet"});
                QCOMPARE(drawn["request"]["controls"][0]["model"]["name"], std::string("starter-scribble"));
                const Image picture = readPng(file("mountains.png").toStdString());
                QVERIFY(picture.width == 128 && picture.channels == 3 && picture.bits == 8);
                along += steepness(picture, where);
                elsewhere += steepness(picture, mirrored);
            }
        qInfo("%g times as steep along the stroke as along its mirror image", along / elsewhere);
        QVERIFY(along > 1.6 * elsewhere);
    }

    /// What is drawn in a hole joins what is around it better than what the base draws, which was never shown one.
    void masksAreFilledByTheInpaintingModel()
    {
        Image mask = blankImage(128, 128, 1, 8);
        for (int y = 32; y < 96; ++y)
            std::fill_n(mask.pixels.begin() + y * 128 + 32, 64, std::byte(255));
        writePng(file("mask.png").toStdString(), mask, {});
        double seam = 0, seamOfBase = 0;
        constexpr int seeds = 2;
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
        QVERIFY(seam < 0.9 * seamOfBase);
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
