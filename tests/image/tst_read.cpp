#include <image/png.h>
#include <image/read.h>

#include <support/message.h>
#include <support/reference.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <random>

using tarn::Image;
using test::messageOf;

namespace {

std::span<const std::byte> bytesOf(const QByteArray& data)
{
    return std::as_bytes(std::span(data.data(), std::size_t(data.size())));
}

Image read(const QByteArray& file) { return tarn::readImage(bytesOf(file), "dir/in.png"); }

} // namespace

class ReadTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QJsonArray m_cases;

    QByteArray contents(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cases =
            QJsonDocument::fromJson(test::runReference("image/picture_reference.py", {"read", m_folder.path()}))
                .array();
        QVERIFY(m_cases.size() > 25);
    }

    void picturesLookAsPillowShowsThem()
    {
        for (const QJsonValue& value : m_cases) {
            const QJsonObject one = value.toObject();
            const QByteArray file = one["file"].toString().toUtf8();
            const Image ours = tarn::readImage(file.toStdString());
            const Image theirs = tarn::readPng(one["result"].toString().toStdString());
            QVERIFY2(
                ours.width == theirs.width && ours.height == theirs.height && ours.channels == theirs.channels,
                file);
            int off = 0;
            for (std::size_t i = 0; i < ours.pixels.size(); ++i)
                off = std::max(
                    off, std::abs(std::to_integer<int>(ours.pixels[i]) - std::to_integer<int>(theirs.pixels[i])));
            QVERIFY2(off <= one["off"].toInt(), file + ": " + QByteArray::number(off));
        }
    }

    void whatIsNoPictureIsNamed_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const QByteArray& file, const char* why) {
            QTest::newRow(name) << file << QString(why);
        };
        row("empty", "", "empty");
        row("text", "hello, world", "is not a PNG, JPEG or WebP");
        row("GIF", QByteArray("GIF89a\1\0\1\0", 10), "GIF");
        row("web page", "\n <!DOCTYPE html><html>", "web page");
        row("LFS pointer", "version https://git-lfs.github.com/spec/v1\noid", "LFS pointer");
        row("HEIC",
            QByteArray("\0\0\0\x18"
                       "ftypheic\0\0\0\0",
                16),
            "HEIC");
        row("TIFF", QByteArray("II*\0\x08\0\0\0", 8), "TIFF");
        row("OpenRaster", QByteArray("PK\3\4"), "OpenRaster");
        row("JPEG start", QByteArray("\xFF\xD8\xFF", 3), "incomplete");
        row("WebP start", QByteArray("RIFF\0\0\0\0WEBP", 12), "WebP");
        row("JPEG of 60000 x 60000",
            QByteArray("\xFF\xD8\xFF\xC0\0\x11\x08\xEA\x60\xEA\x60\3\1\x22\0\2\x11\0\3\x11\0", 21), "incomplete");
        row("JPEG of 20000 x 20000 with a scan",
            QByteArray("\xFF\xD8\xFF\xC0\0\x0B\x08\x4E\x20\x4E\x20\1\1\x11\0\xFF\xDA\0\x08\1\1\0\0\x3F\0\0\0", 27),
            "too large");
        row("JPEG of 16000 x 16000 in 30 bytes",
            QByteArray("\xFF\xD8\xFF\xC0\0\x0B\x08\x3E\x80\x3E\x80\1\1\x11\0\xFF\xDA\0\x08\1\1\0\0\x3F\0\0\0", 27),
            "incomplete");
        row("lossy WebP of 16383 x 16383 in 40 bytes",
            QByteArray(
                "RIFF\x20\0\0\0WEBPVP8 \x14\0\0\0\x50\x01\0\x9D\x01\x2A\xFF\x3F\xFF\x3F\0\0\0\0\0\0\0\0\0\0", 40),
            "dir/in.png");
        row("WebP of 16383 x 16384 and no data",
            QByteArray("RIFF\x1A\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF", 30), "dir/in.png");
    }
    void whatIsNoPictureIsNamed()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, why);
        const QString message = messageOf([&] { read(file); });
        QVERIFY2(message.contains(why), qPrintable(message));
        QVERIFY2(message.startsWith("\"dir/in.png\"") && message.endsWith('.') && message.contains(';'),
            qPrintable(message));
    }

    void aCutFileIsRefused_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"rgb.jpg", "progressive.jpg", "cmyk.jpg", "lossy.webp", "alpha.webp",
                 "animated.webp", "profile.jpg", "turned6.webp"})
            QTest::newRow(name) << name;
    }
    void aCutFileIsRefused()
    {
        QFETCH(QString, name);
        const QByteArray whole = contents(name);
        QVERIFY(whole.size() > 100);
        const Image image = read(whole);
        for (qsizetype size = 0; size < whole.size(); size += size < 60 ? 1 : 29) {
            // A JPEG may lack its end marker and the padding before it, a WebP its other frames: then it is the
            // same.
            const QByteArray cut = whole.left(size);
            Image part;
            const QString message = messageOf([&] { part = read(cut); });
            QVERIFY2(!message.isEmpty() || part == image, qPrintable(name + " " + QString::number(size)));
            QVERIFY2(message.isEmpty() || message.contains("dir/in.png"), qPrintable(message));
        }
    }

    void aFileWithAByteChangedIsReadOrRefused_data() { aCutFileIsRefused_data(); }
    void aFileWithAByteChangedIsReadOrRefused()
    {
        QFETCH(QString, name);
        const QByteArray whole = contents(name);
        std::mt19937 random(test::randomSeed());
        for (qsizetype at = 0; at < whole.size(); at += at < 60 ? 1 : 11) {
            QByteArray changed = whole;
            changed[at] = char(changed[at] ^ (random() % 255 + 1));
            const QString message = messageOf([&] { read(changed); });
            QVERIFY2(message.isEmpty() || (message.contains("dir/in.png") && message.endsWith('.')),
                qPrintable(message));
        }
    }
};

QTEST_GUILESS_MAIN(ReadTest)
#include "tst_read.moc"
