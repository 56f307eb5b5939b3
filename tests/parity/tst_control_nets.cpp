#include "picture_case.h"

#include <image/convert.h>
#include <image/hints.h>
#include <image/read.h>
#include <weights/checkpoint.h>

using namespace tarn;

namespace {

/// The cases of control_cases.py and the samplers they are drawn with.
const test::CaseSamplers cases{{"control-ddim", "ddim"}, {"control-two", "euler"}, {"control-two-ranges", "pndm"},
    {"control-heun-range", "heun"}, {"control-unguided", "ddim"}, {"control-img2img", "ddim"},
    {"control-inpaint", "ddim"}, {"control-inpaint-9ch", "ddim"}, {"control-img2img-ranges", "euler_ancestral"},
    {"control-original", "pndm"}};

QString text(const nlohmann::json& number) { return QString::number(number.get<double>()); }

} // namespace

/// ControlNets through the program, beside diffusers in the same run.
class TestControlNets : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::map<int, QString> m_cases; // folders by seed

    static QString modelOf(int seed, const QString& name) { return test::tinyModels(seed) + "/" + name; }
    static QString model(const QString& name) { return modelOf(0, name); }

    QString picture(const QString& name, at::IntArrayRef shape) const
    {
        const QString file = m_folder.filePath(name);
        test::writePicture(file, at::randint(0, 256, shape, at::kByte));
        return file;
    }

    QStringList plain() const
    {
        return {"a lake", "--model", model("sd15"), "--size", "64x48", "--steps", "3", "--seed", "4"};
    }

    QString refusal(const QStringList& arguments, int exitCode) const
    {
        return test::refusal(m_folder, arguments, exitCode);
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const test::ReferenceRun& run : test::referenceRuns())
            m_cases[run.seed] = test::casesOf("control_cases.py", run);
    }

    void everyStepIsWhatDiffusersGives_data() { test::addCaseRows(cases, "control-original"); }
    void everyStepIsWhatDiffusersGives()
    {
        QFETCH(int, seed);
        QFETCH(QString, name);
        QFETCH(QString, extension);
        const test::ReferenceCase expected(m_cases.at(seed) + "/" + name + ".safetensors");
        const QString hint = m_folder.filePath("hint.png");
        test::writePicture(hint, expected.file.tensors.at("in.control"));
        QStringList more;
        if (expected.file.tensors.contains("in.mask"))
            more = {"--area", "whole", "--grow", "0", "--feather", "0"};
        for (std::size_t i = 0; i < expected.parameters.at("nets").size(); ++i) {
            const auto& range = expected.parameters.at("ranges")[i];
            more += {"--control", hint, "--control-model",
                modelOf(seed, QString::fromStdString(expected.parameters.at("nets")[i]) + extension),
                "--control-weight", text(expected.parameters.at("weights")[i]), "--control-range",
                text(range[0]) + "-" + text(range[1])};
        }
        test::compareWithReference(
            m_folder, test::tinyModels(seed), m_cases.at(seed), name, cases.at(name), more, extension);
    }

    void hintsAreMadeFromPictures_data()
    {
        QTest::addColumn<QString>("from");
        for (const char* from : {"scribble", "edges", "lines"})
            QTest::newRow(from) << QString(from);
    }
    void hintsAreMadeFromPictures()
    {
        QFETCH(QString, from);
        const QString source = picture("source.png", {48, 64, 3}), hint = m_folder.filePath("made.png");
        const Image read = readImage(source.toStdString());
        const Image made = from == "scribble" ? scribbleHint(read)
            : from == "edges"                 ? edgeHint(read)
                                              : lineHint(read);
        writePng(hint.toStdString(), made, {});
        const QStringList net{"--control-model", model("controlnet-sd15")};
        const TensorFile got =
            test::draw(m_folder, plain() + QStringList{"--control", source, "--control-from", from} + net);
        const TensorFile expected = test::draw(m_folder, plain() + QStringList{"--control", hint} + net);
        QVERIFY(got.tensors.at("latents").equal(expected.tensors.at("latents")));
    }

    void aFlagBelongsToTheControlBeforeIt()
    {
        const QString a = picture("a.png", {48, 64, 3}), b = picture("b.png", {48, 64, 3});
        const QString one = model("controlnet-sd15"), two = model("controlnet-sd15-b");
        const TensorFile got = test::draw(m_folder,
            plain()
                + QStringList{"--control", a, "--control-model", one, "--control", b, "--control-weight", "0.5",
                    "--control-model", two});
        const TensorFile turned = test::draw(m_folder,
            plain()
                + QStringList{"--control", b, "--control-model", two, "--control-weight", "0.5", "--control", a,
                    "--control-model", one});
        QCOMPARE_LE(test::distance(got.tensors.at("latents"), turned.tensors.at("latents")), 1e-5);
        const TensorFile none = test::draw(m_folder, plain());
        QVERIFY(!got.tensors.at("latents").equal(none.tensors.at("latents")));
        const TensorFile unheard = test::draw(
            m_folder, plain() + QStringList{"--control", a, "--control-model", one, "--control-weight", "0"});
        QVERIFY(unheard.tensors.at("latents").equal(none.tensors.at("latents")));
    }

    void aRepeatedRequestGivesTheSamePixels()
    {
        const QString hint = picture("hint-r.png", {30, 40, 3}), out = m_folder.filePath("out.png");
        const QString first = m_folder.filePath("first.png");
        const QStringList guides{"--control", hint, "--control-model", model("controlnet-sd15")};
        const TensorFile drawn = test::draw(
            m_folder, plain() + guides + QStringList{"--control-weight", "0.7", "--control-range", "0-0.6"});
        QVERIFY(QFile::copy(out, first));
        const TensorFile again =
            test::draw(m_folder, QStringList{"--request", first, "--model", model("sd15")} + guides);
        QVERIFY(drawn.tensors.at("latents").equal(again.tensors.at("latents")));
        QVERIFY(refusal({"--request", first, "--model", model("sd15")}, 1).contains("--control"));
    }

    void whatDoesNotFitIsRefusedInOneSentence()
    {
        const QString hint = picture("h.png", {32, 32, 3});
        const QString one = model("controlnet-sd15");
        const QStringList start{"a lake", "--size", "64x64"};
        QVERIFY(refusal(
            start + QStringList{"--model", model("sd15-single"), "--control", hint, "--control-model", one}, 1)
                    .contains("does not fit the model"));
        QVERIFY(refusal(
            start + QStringList{"--model", model("sd15"), "--control", hint, "--control-model", model("sd15")}, 1)
                    .contains("is no ControlNet"));
        QVERIFY(refusal(start + QStringList{"--model", one}, 1).contains("--control-model beside --control"));
        QVERIFY(refusal(start + QStringList{"--model", model("sd15"), "--control", hint}, 2)
                    .contains("--control-model"));
        QVERIFY(refusal(start + QStringList{"--model", model("sd15"), "--control-weight", "1"}, 2)
                    .contains("--control"));
        QVERIFY(refusal(start
                + QStringList{"--model", model("sd15"), "--control", hint, "--control-model", one,
                    "--control-range", "0.8-0.2"},
            2)
                    .contains("range"));
        QVERIFY(refusal(start
                + QStringList{"--model", model("sd15"), "--control", hint, "--control-model", one,
                    "--control-from", "depth"},
            1)
                    .contains("depth estimator"));
    }
};

QTEST_GUILESS_MAIN(TestControlNets)
#include "tst_control_nets.moc"
