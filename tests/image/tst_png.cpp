#include <image/png.h>

#include <support/message.h>
#include <support/reference.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>
#include <random>

using tarn::encodePng;
using tarn::Image;
using tarn::TextChunk;

namespace {

Image randomImage(int width, int height, int channels, int bits)
{
    static std::mt19937 random(test::randomSeed());
    Image image{width, height, channels, bits, {}};
    image.pixels.resize(image.rowBytes() * std::size_t(height));
    for (std::byte& byte : image.pixels)
        byte = std::byte(random());
    return image;
}

QByteArray asBytes(const std::vector<std::byte>& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())};
}

/// What Pillow makes of 16 bits: their high bytes, and RGBA of grey with alpha.
QByteArray highBytes(const Image& image)
{
    QByteArray high;
    for (std::size_t i = 1; i < image.pixels.size(); i += 2) {
        const bool repeated = image.channels == 2 && i % 4 == 1;
        high += QByteArray(repeated ? 3 : 1, char(image.pixels[i]));
    }
    return high;
}

QMap<QString, QString> textsOf(const QJsonObject& object)
{
    QMap<QString, QString> texts;
    for (auto it = object.begin(); it != object.end(); ++it)
        texts[it.key()] = it->toString();
    return texts;
}

QMap<QString, QString> textsOf(const tarn::PngTexts& read)
{
    QMap<QString, QString> texts;
    for (const TextChunk& chunk : read.chunks)
        texts[QString::fromStdString(chunk.key)] = QString::fromStdString(chunk.text);
    return texts;
}

} // namespace

class PngTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesComeBackAndAnotherReaderSeesTheSame_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (int channels = 1; channels <= 4; ++channels)
            for (int bits = 8; bits <= 16; bits += 8)
                QTest::addRow("%d channels of %d bits", channels, bits) << channels << bits;
    }
    void picturesComeBackAndAnotherReaderSeesTheSame()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        QTemporaryDir folder;
        const std::vector<TextChunk> texts{{"parameters", "Gr\u00FC\u00DFe,\nSteps: 1"},
            {"tarn", "{\"a\":1}", true}, {"other", "\u6E56 \U0001F3A8", true}};
        std::vector<Image> images;
        QStringList arguments{"read"};
        for (const auto& [width, height] : {std::pair(1, 1), {3, 5}, {129, 64}}) {
            images.push_back(randomImage(width, height, channels, bits));
            arguments << folder.filePath(QString("%1.png").arg(width));
            writePng(arguments.back().toStdString(), images.back(), texts);
            QVERIFY(tarn::readPng(arguments.back().toStdString()) == images.back());
            QVERIFY(tarn::readPngTexts(arguments.back().toStdString()).chunks == texts);
        }
        const QJsonArray seen =
            QJsonDocument::fromJson(test::runReference("image/png_reference.py", arguments)).array();
        QCOMPARE(seen.size(), qsizetype(images.size()));
        for (int i = 0; i < seen.size(); ++i) {
            const QJsonObject theirs = seen[i].toObject();
            const Image& ours = images[i];
            QCOMPARE(theirs["width"].toInt(), ours.width);
            QCOMPARE(theirs["height"].toInt(), ours.height);
            const QByteArray pixels = QByteArray::fromBase64(theirs["pixels"].toString().toLatin1());
            // Pillow keeps 16 bits only of grey pictures.
            QCOMPARE(pixels, bits == 8 || channels == 1 ? asBytes(ours.pixels) : highBytes(ours));
            QCOMPARE(textsOf(theirs["texts"].toObject()),
                (QMap<QString, QString>{
                    {"parameters", "Grüße,\nSteps: 1"}, {"tarn", "{\"a\":1}"}, {"other", "湖 🎨"}}));
        }
    }

    void picturesOfAnotherWriterAreRead()
    {
        QTemporaryDir folder;
        const QByteArray output = test::runReference("image/png_reference.py", {"write", folder.path()});
        const QJsonArray written = QJsonDocument::fromJson(output).array();
        QVERIFY(written.size() > 10);
        for (const QJsonValue& value : written) {
            const QJsonObject theirs = value.toObject();
            const QString path = theirs["file"].toString();
            const Image ours = tarn::readPng(path.toStdString());
            QVERIFY2(ours.width == theirs["width"].toInt() && ours.height == theirs["height"].toInt(),
                qPrintable(path));
            QVERIFY2(ours.channels == theirs["channels"].toInt() && ours.bits == theirs["bits"].toInt(),
                qPrintable(path));
            QVERIFY2(asBytes(ours.pixels) == QByteArray::fromBase64(theirs["pixels"].toString().toLatin1()),
                qPrintable(path));
            const tarn::PngTexts texts = tarn::readPngTexts(path.toStdString());
            QCOMPARE(textsOf(texts), textsOf(theirs["texts"].toObject()));
            QVERIFY(texts.skipped.empty());
        }
    }

    void equalInputGivesEqualBytesWithoutDateOrMachine()
    {
        const Image image = randomImage(64, 64, 3, 8);
        const std::vector<TextChunk> texts{{"parameters", "a"}, {"tarn", "{}", true}};
        const QByteArray bytes = asBytes(encodePng(image, texts));
        QTest::qWait(1'100); // a time stamp of whole seconds would differ
        QCOMPARE(asBytes(encodePng(image, texts)), bytes);
        QList<QByteArray> chunks;
        for (qsizetype at = 8; at < bytes.size();) {
            chunks << bytes.mid(at + 4, 4);
            at += 12 + qsizetype(qFromBigEndian<quint32>(bytes.constData() + at));
        }
        chunks.erase(std::unique(chunks.begin(), chunks.end()), chunks.end());
        QCOMPARE(chunks, (QList<QByteArray>{"IHDR", "tEXt", "iTXt", "IDAT", "IEND"}));
    }

    void anyTextIsWrittenInTheChunkThatHoldsIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("international");
        QTest::addColumn<QByteArray>("back");
        QTest::newRow("empty") << QByteArray() << false << QByteArray();
        QTest::newRow("ASCII") << QByteArray("a\tb\r\nc") << false << QByteArray("a\tb\r\nc");
        QTest::newRow("Latin-1 to its end") << QByteArray("ü ÿ \u0080") << false << QByteArray("ü ÿ \u0080");
        QTest::newRow("just beyond Latin-1") << QByteArray("\u0100") << true << QByteArray("\u0100");
        QTest::newRow("emoji") << QByteArray("a 🎨") << true << QByteArray("a 🎨");
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << true << QByteArray("a\uFFFDb");
        QTest::newRow("invalid UTF-8") << QByteArray("a\xFF") << true << QByteArray("a\uFFFD");
        QTest::newRow("1 MiB") << QByteArray(1 << 20, 'a') << false << QByteArray(1 << 20, 'a');
    }
    void anyTextIsWrittenInTheChunkThatHoldsIt()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, international);
        QFETCH(QByteArray, back);
        const std::vector<TextChunk> texts{{"parameters", text.toStdString()}};
        const tarn::PngTexts read = tarn::readPngTexts(encodePng(randomImage(2, 2, 3, 8), texts), "memory");
        QCOMPARE(read.chunks.size(), 1u);
        QCOMPARE(QByteArray::fromStdString(read.chunks[0].text), back);
        QCOMPARE(read.chunks[0].international, international);
    }

    void aPictureThatCannotBeSavedIsRefused_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("empty") << 0 << 0;
        QTest::newRow("no height") << 1 << 0;
        QTest::newRow("too wide") << 16'385 << 1;
        QTest::newRow("too high") << 1 << 16'385;
    }
    void aPictureThatCannotBeSavedIsRefused()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        const Image image = randomImage(width, height, 1, 8);
        const QString message = test::messageOf([&] { encodePng(image, {}); });
        QVERIFY2(message.contains(QString("%1 x %2").arg(width).arg(height)), qPrintable(message));
    }

    void anUnwritableTargetLeavesNothing()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("missing/picture.png");
        const QString message =
            test::messageOf([&] { writePng(path.toStdString(), randomImage(2, 2, 3, 8), {}); });
        QVERIFY2(message.contains(path), qPrintable(message));
        QVERIFY(QDir(folder.path()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(PngTest)
#include "tst_png.moc"
