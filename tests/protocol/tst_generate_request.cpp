#include <base/error.h>
#include <protocol/generate_request.h>

#include <support/message.h>
#include <support/reference.h>

#include <QTest>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

using tarn::GenerateRequest;
using tarn::requestFromJson;
using test::messageOf;
using Change = std::function<void(GenerateRequest&)>;
Q_DECLARE_METATYPE(Change)

namespace {

GenerateRequest fullRequest()
{
    GenerateRequest request;
    request.engine = "0.1.0";
    request.prompt = "ein \"Haus\" am See,\nüber 🎨 \\ \t";
    request.negative = "blurry";
    request.model.name = "tiny";
    request.model.sha256 = std::string(64, 'a');
    request.model.parts = {{"unet", std::string(64, '0')}, {"vae", std::string(64, 'f')}};
    request.steps = 31;
    request.sampler = "dpmpp_2m";
    request.schedule = "karras";
    request.guidance = 6.1;
    request.seed = std::numeric_limits<std::uint64_t>::max();
    request.width = 640;
    request.height = 384;
    request.prediction = "v";
    request.clipSkip = 2;
    request.noise = "philox";
    request.dtype = "bf16";
    request.deterministic = true;
    return request;
}

} // namespace

class GenerateRequestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonBringsBackTheRequest()
    {
        const GenerateRequest request = fullRequest();
        QVERIFY(request != GenerateRequest());
        QVERIFY(requestFromJson(toJson(request)) == request);
        QVERIFY(requestFromJson(toJson(GenerateRequest())) == GenerateRequest());
    }

    void everyFieldIsKept_data()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char* name, Change change) { QTest::newRow(name) << change; };
        row("engine", [](auto& r) { r.engine = "0.0.9"; });
        row("prompt", [](auto& r) { r.prompt = "p"; });
        row("prompt with NUL", [](auto& r) { r.prompt = std::string("a\0b", 3); });
        row("prompt of 64 KiB", [](auto& r) { r.prompt = std::string(65'536, '\x01'); });
        row("negative", [](auto& r) { r.negative = "n"; });
        row("model name", [](auto& r) { r.model.name = "m"; });
        row("model digest", [](auto& r) { r.model.sha256 = std::string(64, '1'); });
        row("model part", [](auto& r) { r.model.parts["unet"] = std::string(64, '2'); });
        row("steps", [](auto& r) { r.steps = 10'000; });
        row("sampler", [](auto& r) { r.sampler = "lcm"; });
        row("schedule", [](auto& r) { r.schedule = "ays"; });
        row("guidance", [](auto& r) { r.guidance = std::nextafter(7.0, 8.0); });
        row("smallest guidance", [](auto& r) { r.guidance = std::numeric_limits<double>::denorm_min(); });
        row("seed", [](auto& r) { r.seed = (std::uint64_t(1) << 53) + 1; });
        row("width", [](auto& r) { r.width = 1; });
        row("height", [](auto& r) { r.height = 16'384; });
        row("prediction", [](auto& r) { r.prediction = "flow"; });
        row("clip skip", [](auto& r) { r.clipSkip = 3; });
        row("noise", [](auto& r) { r.noise = "philox"; });
        row("dtype", [](auto& r) { r.dtype = "fp16"; });
        row("deterministic", [](auto& r) { r.deterministic = true; });
        row("variation", [](auto& r) { r.variation = 0.25; });
        row("variation seed", [](auto& r) { r.variationSeed = (std::uint64_t(1) << 53) + 1; });
        row("VAE tile", [](auto& r) { r.vaeTile = 512; });
    }
    void everyFieldIsKept()
    {
        QFETCH(Change, change);
        GenerateRequest request;
        change(request);
        QVERIFY(request != GenerateRequest());
        QVERIFY(requestFromJson(toJson(request)) == request);
    }

    void anyDoubleIsKeptToTheLastBit()
    {
        std::mt19937_64 random(test::randomSeed());
        GenerateRequest request;
        int tried = 0;
        while (tried < 2'000) {
            const double guidance = std::bit_cast<double>(random());
            if (!(std::abs(guidance) <= GenerateRequest::maxGuidance))
                continue;
            ++tried;
            request.guidance = guidance;
            QCOMPARE(requestFromJson(toJson(request)).guidance, guidance);
        }
    }

    void aSeriesCountsTheSeedsOrTheVariations()
    {
        GenerateRequest request;
        request.seed = 7;
        request.variationSeed = std::numeric_limits<std::uint64_t>::max();
        QVERIFY(inSeries(request, 0) == request);
        QCOMPARE(inSeries(request, 3).seed, 10u);
        QCOMPARE(inSeries(request, 3).variationSeed, request.variationSeed);
        request.variation = 0.1;
        QCOMPARE(inSeries(request, 3).seed, 7u);
        QCOMPARE(inSeries(request, 3).variationSeed, 2u);
    }

    void equalRequestsGiveEqualText()
    {
        GenerateRequest zero;
        GenerateRequest minusZero;
        zero.guidance = 0;
        minusZero.guidance = -0.0;
        QVERIFY(zero == minusZero);
        QCOMPARE(toJson(zero), toJson(minusZero));
    }

    void whatFormat1HasWrittenStaysReadable()
    {
        QByteArray text =
            "{'format':1,'engine':'0.1.0','prompt':'ein \\'Haus\\' am See,\\nüber 🎨 \\\\ \\t',"
            "'negative':'blurry','model':{'name':'tiny','sha256':'AA','parts':{'unet':'00','vae':'FF'}},"
            "'steps':31,'sampler':'dpmpp_2m','schedule':'karras','guidance':6.1,"
            "'seed':18446744073709551615,'width':640,'height':384,'prediction':'v','clipSkip':2,"
            "'noise':'philox','dtype':'bf16','deterministic':true}";
        text.replace('\'', '"');
        for (const char digit : {'A', '0', 'F'})
            text.replace(QByteArray("\"") + digit + digit + '"',
                '"' + QByteArray(64, QChar(digit).toLower().toLatin1()) + '"');
        QVERIFY(requestFromJson(text.toStdString()) == fullRequest());
        QCOMPARE(QByteArray::fromStdString(toJson(fullRequest())), text);
    }

    void missingKeysTakeDefaultsAndUnknownOnesAreIgnored()
    {
        const GenerateRequest read = requestFromJson("{\"format\": 1, \"prompt\": \"a lake\", \"from2031\": 0.5, "
                                                     "\"unheardOf\": {\"sha256\": [1, {\"b\": null}]}}");
        GenerateRequest expected;
        expected.prompt = "a lake";
        QVERIFY(read == expected);
    }

    void picturesAndTheirFieldsComeBackFromJson()
    {
        GenerateRequest request;
        request.image = {std::string(64, 'a'), 12'345};
        request.strength = 0.3;
        request.strengthSteps = "full";
        request.mask = {std::string(64, 'b'), 1};
        request.area = "masked";
        request.fill = "telea";
        request.grow = 3;
        request.feather = 0;
        request.padding = 77;
        request.colourMatch = false;
        request.blend = 0;
        request.depth = {std::string(64, 'c'), 9};
        request.depthResize = "aspect";
        request.controls.push_back(
            {{std::string(64, 'd'), 5}, {"net", std::string(64, 'e'), {}}, 0.8, 0.1, 0.9, "edges"});
        QVERIFY(requestFromJson(toJson(request)) == request);
        request.mask = {};
        request.outpaint = {1, 2, 3, 4};
        QVERIFY(requestFromJson(toJson(request)) == request);
    }

    void aRequestWithoutPicturesReadsAsItAlwaysDid()
    {
        const std::string text = toJson(GenerateRequest());
        for (const char* key : {"image", "strength", "mask", "outpaint", "depth", "controls"})
            QVERIFY2(text.find('"' + std::string(key)) == text.npos, key);
    }

    void picturesThatCannotBeAreRefused_data()
    {
        QTest::addColumn<QByteArray>("fields");
        const QByteArray digest(64, 'a');
        QTest::newRow("digest") << QByteArray("\"image\": {\"sha256\": \"xyz\", \"size\": 3}");
        QTest::newRow("size") << "\"image\": {\"sha256\": \"" + digest + "\", \"size\": 0}";
        QTest::newRow("strength") << QByteArray("\"strength\": 1.5");
        QTest::newRow("mask alone") << "\"mask\": {\"sha256\": \"" + digest + "\", \"size\": 3}";
        QTest::newRow("control without a map") << QByteArray("\"controls\": [{}]");
        QTest::newRow("fill") << QByteArray("\"fill\": \"magic\"");
        QTest::newRow("margin") << QByteArray("\"outpaint\": {\"left\": -1}");
    }
    void picturesThatCannotBeAreRefused()
    {
        QFETCH(QByteArray, fields);
        const QByteArray json = "{\"format\": 1, " + fields + "}";
        QVERIFY_EXCEPTION_THROWN(requestFromJson(json.toStdString()), tarn::UsageError);
    }

    void jsonThatIsNoRequestIsRefusedInOneSentence_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const QByteArray& json, const char* why) {
            QTest::newRow(name) << json << QString::fromUtf8(why);
        };
        const auto field = [&](const char* name, const QByteArray& json, const char* why) {
            row(name, "{\"format\":1," + json + "}", why);
        };
        row("empty", "", "not valid JSON");
        row("text", "hello", "not valid JSON");
        row("array", "[]", "not a JSON object");
        row("number", "1", "not a JSON object");
        row("cut", "{\"format\":1,\"prompt\":\"a", "not valid JSON");
        row("more behind", "{\"format\":1} {}", "not valid JSON");
        row("invalid UTF-8", "{\"format\":1,\"prompt\":\"\xFF\"}", "not valid JSON");
        row("lone surrogate", "{\"format\":1,\"prompt\":\"\\ud800\"}", "not valid JSON");
        row("number too large", "{\"format\":1,\"guidance\":1e999}", "not valid JSON");
        row("arrays 100,000 deep", QByteArray(100'000, '['), "nested too deeply");
        row("closed 100,000 deep", QByteArray(100'000, '[') + QByteArray(100'000, ']'), "nested too deeply");
        row("objects 100,000 deep", QByteArray("{\"a\":").repeated(100'000), "nested too deeply");
        row("deep in an unknown key", "{\"format\":1,\"x\":" + QByteArray(100, '[') + QByteArray(100, ']') + "}",
            "nested too deeply");
        row("5 MB", "{\"prompt\":\"" + QByteArray(5'000'000, 'a') + "\"}", "larger than 1 MiB");
        row("no format", "{\"prompt\":\"a\"}", "no \"format\"");
        row("format 0", "{\"format\":0}", "no \"format\"");
        row("newer format", "{\"format\":2,\"prompt\":[]}", "newer version (format 2)");
        row("far newer format", "{\"format\":99999999999999999999}", "\"format\"");
        row("format as text", "{\"format\":\"1\"}", "\"format\"");
        field("prompt as number", "\"prompt\":1", "\"prompt\"");
        field("prompt as null", "\"prompt\":null", "\"prompt\"");
        field("steps as text", "\"steps\":\"20\"", "\"steps\"");
        field("steps with a fraction", "\"steps\":20.5", "\"steps\"");
        field("0 steps", "\"steps\":0", "number of steps");
        field("10^9 steps", "\"steps\":1000000000", "number of steps");
        field("2^32 + 20 steps", "\"steps\":4294967316", "number of steps");
        field("2^64 - 1 steps", "\"steps\":18446744073709551615", "number of steps");
        field("-2^63 steps", "\"steps\":-9223372036854775808", "number of steps");
        field("negative width", "\"width\":-512", "width");
        field("no height", "\"height\":0", "height");
        field("too wide", "\"width\":16385", "width");
        field("guidance as text", "\"guidance\":\"7\"", "\"guidance\"");
        field("guidance too large", "\"guidance\":1e300", "guidance");
        field("negative seed", "\"seed\":-1", "\"seed\"");
        field("seed of 65 bits", "\"seed\":18446744073709551616", "\"seed\"");
        field("seed as float", "\"seed\":1e3", "\"seed\"");
        field("unknown sampler", "\"sampler\":\"magic\"", "tarn samplers");
        field("unknown schedule", "\"schedule\":\"\"", "tarn schedules");
        field("unknown prediction", "\"prediction\":\"x\"", "auto, eps, v, flow");
        field("unknown noise", "\"noise\":\"gpu\"", "cpu, philox");
        field("unknown dtype", "\"dtype\":\"int8\"", "fp32, bf16, fp16");
        field("clip skip 0", "\"clipSkip\":0", "clip skip");
        field("deterministic as number", "\"deterministic\":1", "\"deterministic\"");
        field("model as text", "\"model\":\"m\"", "\"model\"");
        field("path as digest", "\"model\":{\"sha256\":\"../../etc/passwd\"}", "SHA-256 of the model");
        field("upper-case digest", "\"model\":{\"sha256\":\"" + QByteArray(64, 'A') + "\"}", "SHA-256");
        field("part as number", "\"model\":{\"parts\":{\"unet\":1}}", "\"parts\"");
        field("part without digest", "\"model\":{\"parts\":{\"unet\":\"\"}}", "model part \"unet\"");
        field("prompt too long", "\"prompt\":\"" + QByteArray(65'537, 'a') + "\"", "prompt");
        field("name too long", "\"model\":{\"name\":\"" + QByteArray(513, 'a') + "\"}", "model's name");
        QByteArray parts;
        for (int i = 0; i < 65; ++i)
            parts += (i ? ",\"" : "\"") + QByteArray::number(i) + "\":\"" + QByteArray(64, '0') + '"';
        field("too many parts", "\"model\":{\"parts\":{" + parts + "}}", "number of model parts");
    }
    void jsonThatIsNoRequestIsRefusedInOneSentence()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, why);
        const QString message = messageOf([&] { requestFromJson({json.data(), std::size_t(json.size())}); });
        QVERIFY2(message.contains(why), qPrintable(message));
        QVERIFY2(message.endsWith('.') && !message.contains('\n'), qPrintable(message));
    }

    void aRequestThatCannotBeRunIsNotWritten_data()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char* name, Change change) { QTest::newRow(name) << change; };
        row("guidance is not a number", [](auto& r) { r.guidance = std::nan(""); });
        row("guidance is infinite", [](auto& r) { r.guidance = HUGE_VAL; });
        row("prompt is not UTF-8", [](auto& r) { r.prompt = "\xED\xA0\x80"; });
        row("no schedule", [](auto& r) { r.schedule.clear(); });
        row("no steps", [](auto& r) { r.steps = 0; });
    }
    void aRequestThatCannotBeRunIsNotWritten()
    {
        QFETCH(Change, change);
        GenerateRequest request;
        change(request);
        const QString message = messageOf([&] { validate(request); });
        QVERIFY(!message.isEmpty());
        QCOMPARE(messageOf([&] { toJson(request); }), message);
    }
};

QTEST_GUILESS_MAIN(GenerateRequestTest)
#include "tst_generate_request.moc"
