#include <weights/limits.h>
#include <weights/mapped_tensors.h>
#include <weights/safetensors.h>

#include <support/message.h>
#include <sys/resource.h>

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace tarn;

namespace {

/// The bytes of a file: a header, its length before it, and `data` zero bytes.
QByteArray fileWith(const QByteArray& json, qsizetype data)
{
    QByteArray length(8, '\0');
    qToLittleEndian(quint64(json.size()), length.data());
    return length + json + QByteArray(data, '\0');
}

QByteArray withLength(quint64 length, const QByteArray& rest)
{
    QByteArray bytes(8, '\0');
    qToLittleEndian(length, bytes.data());
    return bytes + rest;
}

QByteArray emptyTensor(const QByteArray& name)
{
    return '"' + name + "\":" + R"({"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
}

SafetensorsHeader parse(const QByteArray& bytes, const char* path = "model.safetensors")
{
    return parseSafetensorsHeader(std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size()))), path);
}

QString faultOf(const QByteArray& bytes, const char* path = "model.safetensors")
{
    return test::messageOf([&] { parse(bytes, path); });
}

long peakKilobytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHeaderGivesNamesTypesShapesAndPlaces()
    {
        const QByteArray json =
            R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]},)"
            R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
            R"("none":{"dtype":"I64","shape":[5,0],"data_offsets":[16,16]}}   )";
        const SafetensorsHeader header = parse(fileWith(json, 16));
        QCOMPARE(header.metadata, (std::map<std::string, std::string>{{"format", "pt"}}));
        QCOMPARE(header.tensors.size(), 3u);
        QCOMPARE(header.tensors.front().name, "a");
        const TensorEntry* b = header.find("b");
        QVERIFY(b);
        QCOMPARE(b->type.name, "F16");
        QCOMPARE(b->shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(b->begin, std::uint64_t(8 + json.size() + 4));
        QCOMPARE(b->end, std::uint64_t(8 + json.size() + 16));
        QCOMPARE(header.find("none")->elements(), 0);
        QCOMPARE(header.find("c"), nullptr);
    }

    void typesBelowAByteAreCountedInBits()
    {
        const QByteArray json = R"({"x":{"dtype":"F4","shape":[3,2],"data_offsets":[0,3]},)"
                                R"("y":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[3,6]}})";
        QCOMPARE(parse(fileWith(json, 6)).tensors.size(), 2u);
    }

    void everyBreachOfTheFormatIsNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("data");
        QTest::addColumn<QString>("names");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* title, const QByteArray& json, int data, const char* names,
                             const char* why) { QTest::newRow(title) << json << data << names << why; };
        const auto one = [](const QByteArray& fields) { return QByteArray(R"({"first":)" + fields + "}"); };
        const auto two = [](const char* a, const char* b) {
            return QByteArray(R"({"first":{"dtype":"U8","shape":[4],"data_offsets":)") + a
                + R"(},"second":{"dtype":"U8","shape":[4],"data_offsets":)" + b + "}}";
        };
        row("overlapping", two("[0,4]", "[2,6]"), 6, "\"second\"", "overlaps");
        row("the same bytes twice", two("[0,4]", "[0,4]"), 4, "\"second\"", "overlaps");
        row("with a hole", two("[0,4]", "[6,10]"), 10, "\"second\"", "hole");
        row("not from the first byte", two("[1,5]", "[5,9]"), 9, "\"first\"", "hole");
        row("beyond the end", two("[0,4]", "[4,8]"), 7, "\"second\"", "incomplete");
        row("begin after end", two("[4,0]", "[4,8]"), 8, "\"first\"", "ends before it begins");
        row("bytes after the last", two("[0,4]", "[4,8]"), 9, "1 byte", "belong to no tensor");
        row("size against shape", one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})"), 4, "\"first\"",
            "size");
        row("shape overflows 64 bits",
            one(R"({"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]})"), 0, "\"first\"",
            "too large");
        row("shape overflows in bits",
            one(R"({"dtype":"F64","shape":[1152921504606846976],"data_offsets":[0,0]})"), 0, "\"first\"",
            "too large");
        row("overflow hidden behind a zero",
            one(R"({"dtype":"U8","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]})"), 0,
            "\"first\"", "too large");
        row("dimension above 63 bits", one(R"({"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,0]})"),
            0, "\"first\"", "dimension");
        row("dimension beyond every number",
            one(R"({"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,0]})"), 0, "\"first\"", "whole");
        row("negative dimension", one(R"({"dtype":"U8","shape":[-1],"data_offsets":[0,0]})"), 0, "\"first\"",
            "negative");
        row("dimension with a fraction", one(R"({"dtype":"U8","shape":[1.5],"data_offsets":[0,1]})"), 1,
            "\"first\"", "whole");
        row("nine dimensions", one(R"({"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]})"), 1,
            "\"first\"", "more than 8 dimensions");
        row("half a byte", one(R"({"dtype":"F4","shape":[3],"data_offsets":[0,2]})"), 2, "\"first\"",
            "whole bytes");
        row("unknown type", one(R"({"dtype":"F12","shape":[2],"data_offsets":[0,3]})"), 3, "\"first\"",
            "unknown type \"F12\"");
        row("type that is no text", one(R"({"dtype":32,"shape":[],"data_offsets":[0,4]})"), 4, "\"first\"",
            "dtype");
        row("no type", one(R"({"shape":[],"data_offsets":[0,4]})"), 4, "\"first\"", "lacks its dtype");
        row("no shape", one(R"({"dtype":"U8","data_offsets":[0,4]})"), 4, "\"first\"", "lacks its shape");
        row("no offsets", one(R"({"dtype":"U8","shape":[]})"), 1, "\"first\"", "lacks its data_offsets");
        row("one offset", one(R"({"dtype":"U8","shape":[],"data_offsets":[0]})"), 1, "\"first\"",
            "fewer than two");
        row("three offsets", one(R"({"dtype":"U8","shape":[],"data_offsets":[0,1,2]})"), 1, "\"first\"",
            "more than two");
        row("offsets near the end of 64 bits",
            one(R"({"dtype":"U8","shape":[1],"data_offsets":[18446744073709551614,18446744073709551615]})"), 1,
            "\"first\"", "hole");
        row("a field twice", one(R"({"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]})"), 1, "\"first\"",
            "twice");
        row("a field of its own", one(R"({"dtype":"U8","shape":[],"data_offsets":[0,1],"code":"x"})"), 1,
            "\"first\"", "unknown field \"code\"");
        row("deep nesting", one(R"({"dtype":"U8","shape":[[[[[[[[)" + QByteArray(100000, '[')), 1, "\"first\"",
            "a list");
        row("a tensor that is a number", R"({"first":7})", 0, "\"first\"", "a number");
        row("a tensor twice",
            R"({"first":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"first":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
            2, "\"first\"", "twice");
        row("metadata with a number", R"({"__metadata__":{"step":7}})", 0, "\"step\"", "instead of a text");
        row("metadata nested", R"({"__metadata__":{"step":{"a":"b"}}})", 0, "\"step\"", "instead of a text");
        row("metadata that is a list", R"({"__metadata__":["step"]})", 0, "metadata", "no table of texts");
        row("metadata with a name twice", R"({"__metadata__":{"a":"1","a":"2"}})", 0, "\"a\"", "twice");
        row("metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, "\"__metadata__\"", "twice");
        row("name too long", "{" + emptyTensor(QByteArray(513, 'n')) + "}", 0, "nnn", "longer than 512");
        row("no UTF-8", "{\"\xFF\":{}}", 0, "header", "JSON");
        row("no JSON", "{\"first\":", 0, "header", "JSON");
        row("text after the table", "{}{}", 0, "header", "JSON");
        row("NUL after the table", QByteArray("{}\0\0", 4), 0, "header", "NUL");
    }
    void everyBreachOfTheFormatIsNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, data);
        QFETCH(QString, names);
        QFETCH(QString, why);
        const QString message = faultOf(fileWith(json, data));
        QVERIFY2(message.startsWith("\"model.safetensors\" is "), qPrintable(message));
        QVERIFY2(message.contains(names) && message.contains(why), qPrintable(message));
        QVERIFY2(message.contains("ownload it again."), qPrintable(message));
    }

    void aLengthThatCannotBeIsRefusedBeforeMemoryIsTaken_data()
    {
        QTest::addColumn<quint64>("length");
        QTest::addColumn<QString>("why");
        QTest::newRow("2^63") << (quint64(1) << 63) << "more than the format allows";
        QTest::newRow("2^64 - 1") << ~quint64(0) << "more than the format allows";
        QTest::newRow("one above the bound")
            << quint64(modelLimits::headerBytes + 1) << "more than the format allows";
        QTest::newRow("the bound, in a small file") << quint64(modelLimits::headerBytes) << "is incomplete";
        QTest::newRow("one more than the file has") << quint64(17) << "is incomplete";
        QTest::newRow("nothing") << quint64(0) << "no safetensors file";
    }
    void aLengthThatCannotBeIsRefusedBeforeMemoryIsTaken()
    {
        QFETCH(quint64, length);
        QFETCH(QString, why);
        const long before = peakKilobytes();
        const QString message = faultOf(withLength(length, "{\"a\":{\"dtype\":\xff\xff"));
        QVERIFY2(message.contains("\"model.safetensors\"") && message.contains(why), qPrintable(message));
        QCOMPARE_LT(peakKilobytes() - before, 16 * 1024);
    }

    void moreTensorsThanTheLimitAreRefusedInTime()
    {
        QByteArray json = "{";
        for (std::size_t i = 0; i <= modelLimits::tensors; ++i)
            json += (i ? "," : "") + emptyTensor(QByteArray::number(quint64(i)));
        QElapsedTimer timer;
        timer.start();
        const QString message = faultOf(fileWith(json + "}", 0));
        QVERIFY2(message.contains("more than 100000 tensors"), qPrintable(message));
        QCOMPARE_LT(timer.elapsed(), 3000);
    }

    void aFileCutAnywhereIsIncomplete()
    {
        const QByteArray whole =
            fileWith(R"({"first":{"dtype":"F32","shape":[256],"data_offsets":[0,1024]},)"
                     R"("second":{"dtype":"F32","shape":[64,16],"data_offsets":[1024,5120]}})",
                5120);
        parse(whole);
        std::vector<qsizetype> cuts;
        for (qsizetype i = 1; i <= 16; ++i)
            cuts.push_back(i);
        for (qsizetype i = 1; i < 64; ++i)
            cuts.push_back(whole.size() * i / 64);
        cuts.push_back(whole.size() - 1);
        for (const qsizetype cut : cuts) {
            const QString message = faultOf(whole.left(cut));
            QVERIFY2(message.startsWith("\"model.safetensors\" is incomplete (")
                    && message.endsWith("Download it again."),
                qPrintable(QString("cut at %1: %2").arg(cut).arg(message)));
        }
        QCOMPARE(faultOf({}), "\"model.safetensors\" is empty. Download it again.");
    }

    void aCutFileTellsHowMuchOfItIsThere()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("large.safetensors");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray start =
            fileWith(R"({"x":{"dtype":"U8","shape":[6900000000],"data_offsets":[0,6900000000]}})", 0);
        file.write(start);
        QVERIFY(file.resize(4100000000 + start.size()));
        file.close();
        const QString message = test::messageOf([&] { MappedTensors tensors(path.toStdString()); });
        QCOMPARE(message,
            '"' + path + "\" is incomplete (4.1 of 6.9 GB, cut off in the tensor \"x\"). Download it again.");
    }

    void whatIsNoSafetensorsFileIsCalledByItsName_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("why");
        QTest::addColumn<QString>("next");
        const auto row = [](const char* title, const QByteArray& bytes, const char* why, const char* next,
                             const char* file = "model.safetensors") {
            QTest::newRow(title) << bytes << QByteArray(file) << why << next;
        };
        const char* pickle = "unsafe format";
        const char* convert = "convert it to safetensors";
        row("torch.save's zip", QByteArray("PK\x03\x04\x00\x00\x08\x08\x00\x00", 10), pickle, convert);
        row("pickle of protocol 2",
            QByteArray("\x80\x02\x8a\x0al\xfc\x9c"
                       "F\xf9 j\xa8P\x19."),
            pickle, convert);
        row("pickle of protocol 4", QByteArray("\x80\x04\x95\x1e\0\0\0\0\0\0\0\x8c\x05posix", 18), pickle,
            convert);
        row("pickle of protocol 0", "cos\nsystem\n(S'true'\ntR.", pickle, convert, "model.ckpt");
        row("tiny pickle", "N.", pickle, convert, "model.pt");
        row("unknown bytes in a .ckpt", QByteArray(64, '\xEE'), pickle, convert, "model.ckpt");
        row("LFS pointer",
            "version https://git-lfs.github.com/spec/v1\noid "
            "sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
            "an LFS pointer", "git lfs pull");
        row("web page", "<!DOCTYPE html><html><head><title>404</title>", "a web page", "download it again");
        row("web page after a mark and spaces", "\xEF\xBB\xBF \r\n<HTML lang=en>", "a web page",
            "download it again");
        row("XML", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>", "a web page", "download it again");
        row("text", "Invalid credentials in Authorization header", "a text file", "download it again");
        row("GGUF", QByteArray("GGUF\x03\0\0\0\x10\0\0\0", 12), "GGUF", "download the model as .safetensors");
        row("random bytes", QByteArray(64, '\xEE'), "a header of 1", "download it again");
        row("small numbers", QByteArray(64, '\0'), "no safetensors file", "choose another");
    }
    void whatIsNoSafetensorsFileIsCalledByItsName()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, file);
        QFETCH(QString, why);
        QFETCH(QString, next);
        const QString message = faultOf(bytes, file);
        QVERIFY2(message.startsWith('"' + file + '"'), qPrintable(message));
        QVERIFY2(message.contains(why) && message.contains(next), qPrintable(message));
    }

    void aHeaderThatBeginsLikeAPickleIsRead()
    {
        QByteArray json = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
        json.append(QByteArray(0x280 - json.size(), ' ')); // its length is written 80 02 00 …
        QCOMPARE(parse(fileWith(json, 1)).tensors.size(), 1u);
    }

    void aHostileNameIsShownHarmlessly()
    {
        const QByteArray name = "\\u001b[31m\\n" + QByteArray(300, 'x');
        const QString message = faultOf(fileWith("{\"" + name + "\":7}", 0));
        QVERIFY(!message.contains('\n') && !message.contains('\x1b'));
        QCOMPARE_LT(message.size(), 250);
    }
};

QTEST_GUILESS_MAIN(SafetensorsTest)
#include "tst_safetensors.moc"
