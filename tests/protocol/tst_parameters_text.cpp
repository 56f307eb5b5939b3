#include <protocol/parameters_text.h>
#include <protocol/sampler_names.h>

#include <support/reference.h>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <random>
#include <span>

using tarn::formatParametersText;
using tarn::GenerateRequest;
using tarn::ParsedParameters;
using tarn::parseParametersText;

namespace {

GenerateRequest requestOf(const QByteArray& prompt, const QByteArray& negative = {})
{
    GenerateRequest request;
    request.prompt = prompt.toStdString();
    request.negative = negative.toStdString();
    request.sampler = "dpmpp_2m";
    request.schedule = "karras";
    request.seed = 1;
    return request;
}

ParsedParameters parse(const QByteArray& text)
{
    return parseParametersText({text.data(), std::size_t(text.size())});
}

QString listed(const ParsedParameters& parsed)
{
    QStringList lines;
    for (const std::string& line : parsed.ignored)
        lines << QString::fromStdString(line);
    return lines.join('\n');
}

void compare(const GenerateRequest& request, const ParsedParameters& parsed)
{
    QCOMPARE(parsed.prompt, request.prompt);
    QCOMPARE(parsed.negative, request.negative);
    QCOMPARE(parsed.steps, request.steps);
    QCOMPARE(parsed.sampler, request.sampler);
    QCOMPARE(parsed.schedule, request.schedule);
    QCOMPARE(parsed.guidance, request.guidance);
    QCOMPARE(parsed.seed, request.seed);
    QCOMPARE(parsed.variation.value_or(0), request.variation);
    QCOMPARE(parsed.variationSeed.value_or(0), request.variation > 0 ? request.variationSeed : 0);
    QCOMPARE(parsed.width, request.width);
    QCOMPARE(parsed.height, request.height);
    QCOMPARE(parsed.clipSkip.value_or(1), request.clipSkip);
    QCOMPARE(parsed.noise, request.noise);
    QCOMPARE(parsed.modelHash, request.model.sha256.substr(0, 10));
    QCOMPARE(parsed.modelName, request.model.name);
    QCOMPARE(parsed.version, "tarn " + request.engine);
    QCOMPARE(listed(parsed), QString());
}

/// Up to 12 pieces of what texts are made of, and of what breaks their readers.
std::string randomText(std::mt19937& random)
{
    static constexpr std::string_view pieces[] = {"a lake", ",", ":", "\n", " ", "\"", "\\",
        "Negative prompt:", "Steps: 20", "(x:1.2)", "ü", "語", "\t", "\r", "Seed: 1, Size: 1x1, Steps: 3", "\n\n",
        "{", "x"};
    std::string text;
    for (unsigned left = random() % 12; left > 0; --left)
        text += pieces[random() % std::size(pieces)];
    return text;
}

} // namespace

class ParametersTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTextIsThatOfA1111()
    {
        GenerateRequest request = requestOf("a lake,\nmist", "blurry");
        request.engine = "0.1.0";
        request.guidance = 6.5;
        request.clipSkip = 2;
        request.variation = 0.125;
        request.variationSeed = 18'446'744'073'709'551'615u;
        request.model.name = "tiny, v1";
        request.model.sha256 = "0123456789" + std::string(54, 'a');
        request.noise = "philox";
        QCOMPARE(QByteArray::fromStdString(formatParametersText(request)),
            QByteArray(
                "a lake,\nmist\n"
                "Negative prompt: blurry\n"
                "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 1, Size: 512x512, "
                "Model hash: 0123456789, Model: \"tiny, v1\", Variation seed: 18446744073709551615, "
                "Variation seed strength: 0.125, Clip skip: 2, RNG: NV, Version: tarn 0.1.0"));
    }

    void whatIsNotAskedForIsLeftOut()
    {
        GenerateRequest request = requestOf("");
        request.engine = "0.1.0";
        request.sampler = "model";
        request.schedule = "model";
        QCOMPARE(QByteArray::fromStdString(formatParametersText(request)),
            QByteArray(
                "Steps: 20, Sampler: Automatic, Schedule type: Automatic, CFG scale: 7, Seed: 1, Size: 512x512, "
                "RNG: CPU, Version: tarn 0.1.0"));
    }

    void anInpaintingIsSaidInA1111sTerms_data()
    {
        QTest::addColumn<QString>("fill");
        QTest::addColumn<QString>("area");
        QTest::addColumn<int>("feather");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("readFill");
        const auto row = [](const char* fill, const char* area, int feather, const char* says, const char* read) {
            QTest::addRow("%s, %s", fill, area)
                << QString(fill) << QString(area) << feather << QString(says) << QString(read);
        };
        row("original", "whole", 10, "Denoising strength: 0.6, Mask blur: 4, RNG", "");
        row("blur", "masked", 0,
            "Denoising strength: 0.6, Inpaint area: Only masked, Masked area padding: 48, Masked content: fill, "
            "RNG",
            "blur");
        row("telea", "auto", 5, "Denoising strength: 0.6, Mask blur: 2, Masked content: fill, RNG", "blur");
        row("noise", "whole", 0, "Denoising strength: 0.6, Masked content: latent noise, RNG", "noise");
        row("nothing", "whole", 0, "Denoising strength: 0.6, Masked content: latent nothing, RNG", "nothing");
    }
    void anInpaintingIsSaidInA1111sTerms()
    {
        QFETCH(QString, fill);
        QFETCH(QString, area);
        QFETCH(int, feather);
        QFETCH(QString, says);
        QFETCH(QString, readFill);
        GenerateRequest request = requestOf("x");
        request.image = {std::string(64, 'a'), 1};
        request.mask = {std::string(64, 'b'), 1};
        request.strength = 0.6;
        request.fill = fill.toStdString();
        request.area = area.toStdString();
        request.feather = feather;
        request.padding = 48;
        const std::string text = formatParametersText(request);
        QVERIFY2(QString::fromStdString(text).contains(says), text.c_str());
        const ParsedParameters read = parseParametersText(text);
        QCOMPARE(listed(read), QString());
        QCOMPARE(read.strength, 0.6);
        QCOMPARE(QString::fromStdString(read.fill.value_or("")), readFill);
        QCOMPARE(read.feather.value_or(0), feather);
        QCOMPARE(QString::fromStdString(read.area.value_or("")), area == "masked" ? area : QString());
        QCOMPARE(read.padding.value_or(0), area == "masked" ? 48 : 0);
    }

    void numbersReadAsPythonPrintsThem_data()
    {
        QTest::addColumn<double>("guidance");
        QTest::addColumn<QString>("text");
        QTest::newRow("whole") << 7.0 << "7";
        QTest::newRow("half") << 6.5 << "6.5";
        QTest::newRow("zero") << 0.0 << "0";
        QTest::newRow("negative") << -1.25 << "-1.25";
        QTest::newRow("round thousand") << 1000.0 << "1000";
        QTest::newRow("a third") << 1.0 / 3 << "0.3333333333333333";
        QTest::newRow("small") << 0.0001 << "0.0001";
        QTest::newRow("smaller") << 0.00001 << "1e-05";
    }
    void numbersReadAsPythonPrintsThem()
    {
        QFETCH(double, guidance);
        QFETCH(QString, text);
        GenerateRequest request = requestOf("x");
        request.guidance = guidance;
        const QString line = QString::fromStdString(formatParametersText(request));
        QVERIFY2(line.contains("CFG scale: " + text + ","), qPrintable(line));
        QCOMPARE(parseParametersText(line.toStdString()).guidance, guidance);
    }

    void ourTextIsReadBackAsItWas_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<QByteArray>("negative");
        const auto row = [](const char* name, const QByteArray& prompt, const QByteArray& negative = {}) {
            QTest::newRow(name) << prompt << negative;
        };
        row("nothing", "");
        row("one line", "a lake");
        row("only negative", "", "blurry");
        row("commas, colons, quotes", "\"a, b\": c, d: \"e", "f: 'g', \"h\"");
        row("many lines", "a\nb\n\nc", "d\n\ne");
        row("breaks and spaces at the ends", "\n a \n", " \n b\t\n\n");
        row("carriage returns", "a\r\nb\r", "\r");
        row("only white space", " \n\t", "\n");
        row("negative prompt in the prompt", "a\nNegative prompt: b", "c");
        row("negative prompt in the prompt only", "a\nNegative prompt: b");
        row("negative prompt at the start", "Negative prompt: a", "b");
        row("negative prompt in the negative", "a", "b\nNegative prompt: c");
        row("parameters in the prompt", "a\nSteps: 99, Sampler: Euler, Seed: 5, Size: 64x64");
        row("parameters in the negative", "a", "Steps: 99, Sampler: Euler, Seed: 5, Size: 64x64");
        row("our own exact field", "Exact prompt: \"x\", Seed: 2", "Exact negative prompt: \"y\"");
        row("NUL", QByteArray("a\0b", 3), QByteArray("\0", 1));
        row("64 KiB of NUL", QByteArray(65'536, '\0'));
        row("emoji and right to left", "🎨 שלום", "مرحبا");
        row("backslashes", "\\", "\\\"\\n");
        row("64 KiB", QByteArray(65'536, ','), QByteArray("\n").repeated(65'536));
    }
    void ourTextIsReadBackAsItWas()
    {
        QFETCH(QByteArray, prompt);
        QFETCH(QByteArray, negative);
        GenerateRequest request = requestOf(prompt, negative);
        compare(request, parseParametersText(formatParametersText(request)));
    }

    void anyPromptAndModelNameComeBack()
    {
        std::mt19937 random(test::randomSeed());
        for (int i = 0; i < 5'000; ++i) {
            GenerateRequest request = requestOf({});
            request.prompt = randomText(random);
            request.negative = randomText(random);
            request.model.name = randomText(random);
            compare(request, parseParametersText(formatParametersText(request)));
            if (QTest::currentTestFailed())
                return;
        }
    }

    void everySamplerAndScheduleComesBack()
    {
        for (const auto& sampler : tarn::samplerNames()) {
            for (const auto& schedule : tarn::scheduleNames()) {
                GenerateRequest request = requestOf("x");
                request.sampler = sampler.name;
                request.schedule = schedule.name;
                compare(request, parseParametersText(formatParametersText(request)));
            }
        }
    }

    void a1111ReadsTheSame()
    {
        std::mt19937 random(test::randomSeed());
        QJsonArray texts;
        for (int i = 0; i < 1'000; ++i) {
            GenerateRequest request = requestOf({});
            request.prompt = randomText(random);
            request.negative = randomText(random);
            request.model.name = randomText(random);
            // Half of them as they are, half as a text of unknown origin.
            const std::string text =
                i % 2 ? formatParametersText(request) : request.prompt + "\n" + request.negative;
            texts << QString::fromStdString(text);
        }
        QTemporaryDir folder;
        QFile file(folder.filePath("texts.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(texts).toJson());
        file.close();
        const QJsonArray read =
            QJsonDocument::fromJson(test::runReference("protocol/parameters_reference.py", {file.fileName()}))
                .array();
        QCOMPARE(read.size(), texts.size());
        for (int i = 0; i < read.size(); ++i) {
            const QJsonObject theirs = read[i].toObject();
            const QJsonObject fields = theirs["fields"].toObject();
            const ParsedParameters ours = parse(texts[i].toString().toUtf8());
            const auto exact = [&](const char* key, const char* plain) {
                return fields.contains(key) ? fields[key].toString() : theirs[plain].toString();
            };
            QCOMPARE(QString::fromStdString(ours.prompt), exact("Exact prompt", "prompt"));
            QCOMPARE(QString::fromStdString(ours.negative), exact("Exact negative prompt", "negative"));
            QCOMPARE(QString::fromStdString(ours.modelName), fields["Model"].toString());
            QCOMPARE(QString::number(ours.seed.value_or(0)), fields["Seed"].toString("0"));
        }
    }

    void textsOfOtherProgramsAreRead()
    {
        const ParsedParameters old =
            parse("masterpiece, <lora:x:0.8>\nNegative prompt: bad\nhands\n"
                  "Steps: 28, Sampler: DPM++ 2M SDE Karras, CFG scale: 7, Seed: 4294967297, "
                  "Size: 512x768, Model hash: 6ce0161689, Model: v1-5-pruned, "
                  "Denoising strength: 0.7, Clip skip: 2, "
                  "Lora hashes: \"a: 1, b: 2\", Version: v1.6.0");
        QCOMPARE(old.prompt, "masterpiece, <lora:x:0.8>");
        QCOMPARE(old.negative, "bad\nhands");
        QCOMPARE(old.steps, 28);
        QCOMPARE(old.sampler, "dpmpp_2m_sde");
        QCOMPARE(old.schedule, "karras");
        QCOMPARE(old.guidance, 7.0);
        QCOMPARE(old.seed, 4294967297u);
        QCOMPARE(old.width, 512);
        QCOMPARE(old.height, 768);
        QCOMPARE(old.modelHash, "6ce0161689");
        QCOMPARE(old.modelName, "v1-5-pruned");
        QCOMPARE(old.clipSkip, 2);
        QVERIFY(!old.noise);
        QCOMPARE(old.strength, 0.7);
        QCOMPARE(listed(old), "Lora hashes: \"a: 1, b: 2\" (this program does not use it)");

        const ParsedParameters recent = parse("x\nSteps: 20, Sampler: Euler a, Schedule type: Normal, CFG scale: "
                                              "5.5, Seed: 3, Size: 64x64, RNG: NV");
        QCOMPARE(recent.sampler, "euler_ancestral");
        QCOMPARE(recent.schedule, "normal");
        QCOMPARE(recent.noise, "philox");
    }

    void aLastLineWithFewerThanThreeFieldsIsPrompt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("two fields") << QByteArray("a lake\nSteps: 20, Seed: 1");
        QTest::newRow("keys of one letter") << QByteArray("a: 1, b: 2, c: 3");
        QTest::newRow("no fields") << QByteArray("a lake, mist");
        QTest::newRow("parameters above the last line") << QByteArray("Steps: 20, Seed: 1, Size: 1x1\na lake");
    }
    void aLastLineWithFewerThanThreeFieldsIsPrompt()
    {
        QFETCH(QByteArray, text);
        const ParsedParameters parsed = parse(text);
        QCOMPARE(QByteArray::fromStdString(parsed.prompt), text);
        QVERIFY(!parsed.steps && !parsed.seed && parsed.ignored.empty());
    }

    void hostileValuesAreIgnoredAndListed_data()
    {
        QTest::addColumn<QByteArray>("field");
        for (const char* field : {"Seed: 1e999", "Seed: -1", "Seed: 18446744073709551616", "Seed: ", "Seed: 0x10",
                 "Size: -1x5", "Size: 512", "Size: x", "Size: 99999x1", "Size: 512x512x512", "Size: 1x-5",
                 "Steps: 1000000000", "Steps: 0", "Steps: -5", "Steps: 20.5", "CFG scale: nan", "CFG scale: 1e999",
                 "CFG scale: inf", "CFG scale: 7 or so", "Sampler: ../../etc/passwd", "Sampler: Karras",
                 "Sampler: Magic Karras", "Sampler: <b>Euler</b>", "Schedule type: Never", "Clip skip: 0",
                 "Clip skip: 99", "RNG: GPU", "Denoising strength: 1.5", "Mask blur: -1", "Inpaint area: half",
                 "Masked area padding: 1e9", "Masked content: ../x", "Model hash: <script>", "Model hash: 0x12"})
            QTest::newRow(field) << QByteArray(field);
        QTest::newRow("long hash") << "Model hash: " + QByteArray(65, 'a');
        QTest::newRow("long model") << "Model: " + QByteArray(513, 'a');
        QTest::newRow("long exact prompt") << "Exact prompt: \"" + QByteArray(65'537, 'a') + '"';
    }
    void hostileValuesAreIgnoredAndListed()
    {
        QFETCH(QByteArray, field);
        const ParsedParameters parsed = parse("p\nSteps: 11, Seed: 12, Size: 13x14, CFG scale: 15, Sampler: Heun, "
                                              "Schedule type: Beta, Clip skip: 3, RNG: CPU, "
            + field);
        QCOMPARE(parsed.prompt, "p");
        QCOMPARE(parsed.steps, 11);
        QCOMPARE(parsed.seed, 12u);
        QCOMPARE(parsed.width, 13);
        QCOMPARE(parsed.height, 14);
        QCOMPARE(parsed.guidance, 15.0);
        QCOMPARE(parsed.sampler, "heun");
        QCOMPARE(parsed.schedule, "beta");
        QCOMPARE(parsed.clipSkip, 3);
        QCOMPARE(parsed.noise, "cpu");
        QCOMPARE(parsed.modelHash, "");
        QCOMPARE(parsed.modelName, "");
        QCOMPARE(int(parsed.ignored.size()), 1);
        QVERIFY2(listed(parsed).startsWith(QString::fromUtf8(field.left(field.indexOf(':')))),
            qPrintable(listed(parsed)));
        QVERIFY(parsed.ignored[0].size() < 300);
    }

    void whatIsListedIsSafeToShow()
    {
        const ParsedParameters parsed = parse("Steps: 1, Seed: 2, Size: 3x4, Sampler: \x1b[31m\xff\x07red\x7f");
        QCOMPARE(parsed.ignored.size(), 1u);
        const QString line = listed(parsed);
        for (const QChar c : line)
            QVERIFY2(c.unicode() >= 0x20 && c.unicode() != 0x7F, qPrintable(line));
    }

    void aPromptThatNoRequestMayHoldIsListed()
    {
        const ParsedParameters parsed =
            parse(QByteArray(5'000'000, 'a') + "\nNegative prompt: b\nSteps: 1, Seed: 2, Size: 3x4");
        QCOMPARE(parsed.prompt, "");
        QCOMPARE(parsed.negative, "b");
        QVERIFY2(listed(parsed).startsWith("Prompt: aaa"), qPrintable(listed(parsed)));
        QCOMPARE(parsed.steps, 1);
    }

    void hostileTextsTakeLinearTime_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const char* piece : {"a", ":", ",", "\"", "\\", " ", "aa:", "aa: ", "aa:\"", "aa: \"\\", "aa:\"\\\",",
                 "aa: 1,", "\n", "Negative prompt:\n", "a-", "Seed: -1,", "\xff", "\xc3"})
            QTest::newRow(piece) << QByteArray(piece);
    }
    void hostileTextsTakeLinearTime()
    {
        QFETCH(QByteArray, piece);
        const QByteArray text = piece.repeated(4'000'000 / piece.size());
        QElapsedTimer timer;
        timer.start();
        const ParsedParameters parsed = parse(text);
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed()) + " ms"));
        QVERIFY(parsed.ignored.size() <= 100);
    }
};

QTEST_GUILESS_MAIN(ParametersTextTest)
#include "tst_parameters_text.moc"
