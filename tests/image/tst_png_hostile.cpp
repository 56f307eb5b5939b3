#include <image/limits.h>
#include <image/png.h>

#include <support/message.h>
#include <support/reference.h>
#include <zlib.h>

#include <QElapsedTimer>
#include <QTest>
#include <QtEndian>
#include <random>

using test::messageOf;

namespace {

const QByteArray signature("\x89PNG\r\n\x1a\n", 8);

std::span<const std::byte> bytesOf(const QByteArray& data)
{
    return std::as_bytes(std::span(data.data(), std::size_t(data.size())));
}

tarn::Image read(const QByteArray& file) { return tarn::readPng(bytesOf(file), "dir/in.png"); }
tarn::PngTexts readTexts(const QByteArray& file) { return tarn::readPngTexts(bytesOf(file), "dir/in.png"); }

QByteArray number(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray chunk(const QByteArray& type, const QByteArray& data)
{
    const QByteArray body = type + data;
    return number(quint32(data.size())) + body
        + number(quint32(crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), std::size_t(body.size()))));
}

QByteArray header(quint32 width, quint32 height, int bits = 8, int colorType = 2, int interlace = 0)
{
    return chunk(
        "IHDR", number(width) + number(height) + char(bits) + char(colorType) + '\0' + '\0' + char(interlace));
}

/// zlib data of `count` bytes 'a', made without ever holding them.
QByteArray bomb(std::size_t count)
{
    z_stream stream{};
    deflateInit(&stream, 9);
    QByteArray block(1 << 20, 'a');
    QByteArray packed;
    QByteArray out(1 << 16, '\0');
    for (int status = Z_OK; status != Z_STREAM_END;) {
        if (stream.avail_in == 0 && count > 0) {
            stream.next_in = reinterpret_cast<Bytef*>(block.data());
            stream.avail_in = uInt(std::min(count, std::size_t(block.size())));
            count -= stream.avail_in;
        }
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = uInt(out.size());
        status = deflate(&stream, count == 0 ? Z_FINISH : Z_NO_FLUSH);
        packed += out.left(out.size() - stream.avail_out);
    }
    deflateEnd(&stream);
    return packed;
}

QByteArray packed(const QByteArray& data) { return qCompress(data).mid(4); }

/// A picture of 2 x 2 black pixels with `chunks` before the pixels.
QByteArray picture(const QByteArray& chunks = {}, const QByteArray& after = {})
{
    return signature + header(2, 2) + chunks + chunk("IDAT", packed(QByteArray(14, '\0'))) + after
        + chunk("IEND", {});
}

QByteArray text(const QByteArray& key, const QByteArray& value) { return chunk("tEXt", key + '\0' + value); }
QByteArray squeezed(const QByteArray& key, const QByteArray& zlib)
{
    return chunk("zTXt", key + '\0' + '\0' + zlib);
}
QByteArray international(const QByteArray& key, const QByteArray& value)
{
    return chunk("iTXt", key + QByteArray(5, '\0') + value);
}

QString said(const tarn::PngTexts& texts)
{
    QStringList lines;
    for (const std::string& line : texts.skipped)
        lines << QString::fromStdString(line);
    return lines.join(' ');
}

} // namespace

class PngHostileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatCannotBeReadIsRefusedInOneSentence_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const QByteArray& file, const char* why) {
            QTest::newRow(name) << file << QString(why);
        };
        const QByteArray end = chunk("IEND", {});
        const QByteArray pixels = chunk("IDAT", packed(QByteArray(14, '\0')));
        QByteArray badCrc = picture();
        badCrc[badCrc.size() - 13] = char(badCrc[badCrc.size() - 13] ^ 1);
        row("empty", "", "not a PNG");
        row("text", "hello, this is no picture", "not a PNG");
        row("JPEG", "\xFF\xD8\xFF\xE0" + QByteArray(100, '\0'), "not a PNG");
        row("signature only", signature, "incomplete");
        row("half a signature", signature.left(4), "incomplete");
        row("no header", signature + pixels + end, "header is missing");
        row("two headers", signature + header(2, 2) + header(4, 4) + pixels + end, "cannot be read");
        row("60,000 a side", signature + header(60'000, 60'000) + pixels + end, "too large (60000 x 60000");
        row("1 x 2^31", signature + header(1, 0x80000000) + pixels + end, "too large");
        row("2^32 - 1 a side", signature + header(0xFFFFFFFF, 0xFFFFFFFF) + pixels + end, "too large");
        row("no width", signature + header(0, 2) + pixels + end, "cannot be read");
        row("2 GiB of pixels", signature + header(16'384, 16'384, 16, 6) + pixels + end, "more than 1 GiB");
        row("256 MiB promised in 80 bytes", signature + header(16'384, 16'384, 8, 0) + pixels + end, "incomplete");
        row("3 bits", signature + header(2, 2, 3) + pixels + end, "cannot be read");
        row("unknown colour", signature + header(2, 2, 8, 5) + pixels + end, "cannot be read");
        row("unknown interlace", signature + header(2, 2, 8, 2, 7) + pixels + end, "cannot be read");
        row("palette missing", signature + header(2, 2, 8, 3) + pixels + end, "cannot be read");
        row("no pixels", signature + header(2, 2) + end, "cannot be read");
        row("too few pixels", signature + header(2, 2) + chunk("IDAT", packed(QByteArray(7, '\0'))) + end,
            "cannot be read");
        row("pixels are no deflate", signature + header(2, 2) + chunk("IDAT", QByteArray(30, 'x')) + end,
            "cannot be read");
        row("bad CRC", badCrc, "cannot be read");
        row("unknown critical chunk", picture(chunk("ABCD", "x")), "cannot be read");
        row("chunk of 2^31 - 1 bytes", signature + header(2, 2) + number(0x7FFFFFFF) + "tEXtabc",
            "cannot be read");
    }
    void whatCannotBeReadIsRefusedInOneSentence()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, why);
        const QString message = messageOf([&] { read(file); });
        QVERIFY2(message.contains(why), qPrintable(message));
        QVERIFY2(message.startsWith("\"dir/in.png\"") && message.endsWith('.') && message.contains(';'),
            qPrintable(message));
    }

    void aFileCutAtAnyByteIsRefused()
    {
        const QByteArray whole = picture(text("parameters", "a") + international("tarn", "{}"));
        QCOMPARE(read(whole).width, 2);
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const QByteArray cut = whole.left(size);
            QVERIFY2(!messageOf([&] { read(cut); }).isEmpty(), qPrintable(QString::number(size)));
            messageOf([&] { QVERIFY(size < 33 || readTexts(cut).chunks.size() <= 2); });
        }
    }

    void aFileWithAnyByteChangedIsReadOrRefused()
    {
        const QByteArray whole =
            picture(text("parameters", "a") + squeezed("z", packed("zz")) + international("tarn", "{}"));
        std::mt19937 random(test::randomSeed());
        int refused = 0;
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (int i = 0; i < 4; ++i) {
                QByteArray changed = whole;
                changed[at] = char(changed[at] ^ (i == 0 ? 1 : random() % 255 + 1));
                refused += !messageOf([&] { read(changed); }).isEmpty();
                messageOf([&] { readTexts(changed); });
            }
        }
        QVERIFY(refused > whole.size());
    }

    void damagedTextsAreSkippedAndTheOthersRead_data()
    {
        QTest::addColumn<QByteArray>("chunks");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const QByteArray& chunks, const char* why) {
            QTest::newRow(name) << chunks << QString(why);
        };
        QByteArray badCrc = text("bad", "text");
        badCrc.back() = char(badCrc.back() ^ 1);
        row("no NUL", chunk("tEXt", "keyonly"), "damaged key");
        row("nothing at all", chunk("tEXt", ""), "damaged key");
        row("empty key", text("", "x"), "damaged key");
        row("key of 80 letters", text(QByteArray(80, 'k'), "x"), "damaged key");
        row("bad CRC", badCrc, "damaged text");
        row("zTXt without method", chunk("zTXt", QByteArray("k\0", 2)), "damaged text");
        row("zTXt of unknown method", chunk("zTXt", QByteArray("k\0\1", 3) + packed("x")), "damaged text");
        row("zTXt that is no deflate", squeezed("k", "hello"), "damaged text");
        row("zTXt cut short", squeezed("k", packed("hello").chopped(3)), "damaged text");
        row("iTXt cut in its head", chunk("iTXt", QByteArray("k\0\0\0en", 6)), "damaged text");
        row("iTXt without flag", chunk("iTXt", QByteArray("k\0", 2)), "damaged text");
        row("iTXt of unknown method", chunk("iTXt", QByteArray("k\0\1\7\0\0", 6) + packed("x")), "damaged text");
        row("tEXt over 1 MiB", text("k", QByteArray((1 << 20) + 1, 'a')), "longer than 1 MiB");
        row("Latin-1 over 1 MiB in UTF-8", text("k", QByteArray(600'000, '\xFC')), "longer than 1 MiB");
        row("iTXt of 5 MB", international("k", QByteArray(5'000'000, 'a')), "longer than 1 MiB");
        row("zTXt of 2 MiB", squeezed("k", bomb(2 << 20)), "longer than 1 MiB");
        row("zTXt of 512 MB", squeezed("k", bomb(512'000'000)), "longer than 1 MiB");
        row("compressed iTXt of 512 MB", chunk("iTXt", QByteArray("k\0\1\0\0\0", 6) + bomb(512'000'000)),
            "longer than 1 MiB");
    }
    void damagedTextsAreSkippedAndTheOthersRead()
    {
        QFETCH(QByteArray, chunks);
        QFETCH(QString, why);
        const QByteArray file = picture(text("before", "1") + chunks, text("after", "2"));
        const tarn::PngTexts texts = readTexts(file);
        QVERIFY((texts.chunks == std::vector<tarn::TextChunk>{{"before", "1"}, {"after", "2"}}));
        QCOMPARE(int(texts.skipped.size()), 1);
        QVERIFY2(said(texts).contains(why), qPrintable(said(texts)));
        QCOMPARE(read(file).width, 2);
    }

    void unusualTextsAreRead_data()
    {
        QTest::addColumn<QByteArray>("chunks");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("invalid UTF-8") << international("k", "a\xFF\xED\xA0\x80")
                                       << QByteArray("a\uFFFD\uFFFD\uFFFD\uFFFD");
        QTest::newRow("Latin-1") << text("k", "\xFC") << QByteArray("ü");
        QTest::newRow("NUL inside") << text("k", QByteArray("a\0b", 3)) << QByteArray("a\0b", 3);
        QTest::newRow("rich text") << text("k", "<img src=x>") << QByteArray("<img src=x>");
        QTest::newRow("exactly 1 MiB") << squeezed("k", bomb(1 << 20)) << QByteArray(1 << 20, 'a');
        QTest::newRow("empty zTXt") << squeezed("k", bomb(0)) << QByteArray();
    }
    void unusualTextsAreRead()
    {
        QFETCH(QByteArray, chunks);
        QFETCH(QByteArray, value);
        const tarn::PngTexts texts = readTexts(picture(chunks));
        QCOMPARE(int(texts.chunks.size()), 1);
        QCOMPARE(QByteArray::fromStdString(texts.chunks[0].text), value);
        QCOMPARE(said(texts), QString());
    }

    void manyTextsStayWithinTheLimits_data()
    {
        QTest::addColumn<QByteArray>("chunks");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("why");
        QTest::newRow("1,000,000 texts") << text("k", "v").repeated(1'000'000) << 1'000 << "Only the first 1000";
        QTest::newRow("5 texts of 1 MiB")
            << text("k", QByteArray(1 << 20, 'a')).repeated(5) << 3 << "beyond 4 MiB";
        QTest::newRow("10,000 bombs") << squeezed("k", bomb(2 << 20)).repeated(10'000) << 0 << "1 MiB";
        QTest::newRow("10,000 damaged bombs")
            << squeezed("k", bomb(1'000'000).chopped(4)).repeated(10'000) << 0 << "Only the first 1000";
        QTest::newRow("10,000 texts just within")
            << squeezed("k", bomb(1'000'000)).repeated(10'000) << 4 << "beyond 4 MiB";
    }
    void manyTextsStayWithinTheLimits()
    {
        QFETCH(QByteArray, chunks);
        QFETCH(int, count);
        QFETCH(QString, why);
        const QByteArray file = picture(chunks);
        QElapsedTimer timer;
        timer.start();
        const tarn::PngTexts texts = readTexts(file);
        const qint64 elapsed = timer.elapsed();
        QCOMPARE(int(texts.chunks.size()), count);
        QVERIFY2(said(texts).contains(why) && texts.skipped.size() <= 3, qPrintable(said(texts)));
        QVERIFY2(elapsed < 5'000, qPrintable(QString("%1 ms").arg(elapsed)));
        QCOMPARE(read(file).width, 2);
    }

    void anIncompleteFileGivesTheTextsThatAreThere()
    {
        const tarn::PngTexts texts =
            readTexts(signature + header(2, 2) + text("parameters", "a") + number(0x7FFFFFFF) + "tEXtabc");
        QCOMPARE(int(texts.chunks.size()), 1);
        QVERIFY(said(texts).contains("incomplete"));
    }

    void textsOfWhatIsNoPngAreRefused()
    {
        const QString message = messageOf([] { readTexts("hello"); });
        QVERIFY2(message.contains("dir/in.png") && message.contains("not a PNG"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(PngHostileTest)
#include "tst_png_hostile.moc"
