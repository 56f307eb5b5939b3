#include <image/convert.h>
#include <image/png.h>

#include <arpa/inet.h>
#include <cli/named_picture.h>
#include <support/message.h>
#include <support/reference.h>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>

namespace {

/// The test's server.
bool isServer(const sockaddr& address)
{
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return address.sa_family == AF_INET && in.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
}

} // namespace

/// What can be wrong with a picture, a mask or an address: each with one sentence, the right exit code, and no
/// file left.
class EditingInputTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString file(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& content) const
    {
        QFile f(file(name));
        if (!f.open(QIODevice::WriteOnly) || f.write(content) != content.size())
            throw std::runtime_error("cannot write a test file");
    }
    void picture(const QString& name, int width, int height, int value) const
    {
        tarn::Image image = tarn::blankImage(width, height, 1, 8);
        std::ranges::fill(image.pixels, std::byte(value));
        tarn::writePng(file(name).toStdString(), image, {});
    }

private Q_SLOTS:
    void isRefusedInOneSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("says");

        picture("picture.png", 40, 30, 90);
        picture("empty.png", 40, 30, 0);
        picture("full.png", 40, 30, 255);
        picture("other.png", 30, 40, 255);
        picture("wide.png", 16000, 1, 90);
        write("text.png", "hello, this is no picture\n");
        QFile whole(file("picture.png"));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray content = whole.readAll();
        write("cut.png", content.first(content.size() / 2));
        // The header alone says 20000 x 20000; nothing of that size may be allocated.
        QByteArray huge = content;
        huge.replace(16, 8, QByteArray::fromHex("00004e2000004e20"));
        huge.replace(29, 4, QByteArray::fromHex("c61b19e5"));
        write("huge.png", huge);

        const QString in = file("picture.png"), mask = file("full.png");
        const auto row = [](const char* name, int code, const QString& says, const QStringList& arguments) {
            QTest::newRow(name) << arguments << code << says;
        };
        row("missing picture", 1, "no such file", {"generate", "a", "--image", file("nothing.png")});
        row("text as a picture", 1, "text.png", {"generate", "a", "--image", file("text.png")});
        row("cut picture", 1, "cut.png", {"generate", "a", "--image", file("cut.png")});
        row("huge picture", 1, "huge.png", {"generate", "a", "--image", file("huge.png")});
        row("huge mask", 1, "huge.png", {"generate", "a", "--image", in, "--mask", file("huge.png")});
        row("cut mask", 1, "cut.png", {"generate", "a", "--image", in, "--mask", file("cut.png")});
        row("mask of another size", 1, "30x40", {"generate", "a", "--image", in, "--mask", file("other.png")});
        row("empty mask", 1, "selects nothing", {"generate", "a", "--image", in, "--mask", file("empty.png")});
        row("mask without a picture", 2, "--image", {"generate", "a", "--mask", mask});
        row("area without a mask", 2, "--mask", {"generate", "a", "--image", in, "--area", "masked"});
        row("strength without a picture", 2, "--image", {"generate", "a", "--strength", "0.5"});
        row("strength above one", 2, "strength", {"generate", "a", "--image", in, "--strength", "1.5"});
        row("unknown area", 2, "area", {"generate", "a", "--image", in, "--mask", mask, "--area", "half"});
        row("unknown fill", 2, "fill", {"generate", "a", "--image", in, "--mask", mask, "--fill", "green"});
        row("grow of more than there is", 2, "grow",
            {"generate", "a", "--image", in, "--mask", mask, "--grow", "5000"});
        row("mask and margins", 2, "mask and margins",
            {"generate", "a", "--image", in, "--mask", mask, "--left", "9"});
        row("outpaint without a picture", 2, "--image", {"outpaint", "a", "--left", "9"});
        row("outpaint without a side", 2, "--left", {"outpaint", "a", "--image", in});
        row("outpaint inwards", 2, "--left", {"outpaint", "a", "--image", in, "--left", "-9", "--right", "5"});
        row("outpaint beyond every format", 2, "width",
            {"outpaint", "a", "--image", file("wide.png"), "--left", "9000"});
        row("outpaint in thousands of tiles", 1, "tiles",
            {"outpaint", "a", "--image", in, "--left", "9000", "--top", "9000"});
        row("private address", 1, "private network", {"generate", "a", "--image", "https://127.0.0.1/a.png"});
        row("mask at a private address", 1, "private network",
            {"generate", "a", "--image", in, "--mask", "https://10.0.0.1/a.png"});
        row("plain http", 1, "https", {"generate", "a", "--image", "http://example.org/a.png"});
        row("file address", 1, "https", {"generate", "a", "--image", "file:///etc/passwd"});
    }
    void isRefusedInOneSentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, says);
        const test::ProgramResult result =
            test::runTarn(arguments + QStringList{"--steps", "2", "--quiet", "--output", file("unwanted.png")});
        QVERIFY2(result.exitCode == exitCode, result.errors);
        const QByteArray sentence = result.errors.trimmed();
        QVERIFY2(sentence.startsWith("tarn: ") && !sentence.contains('\n') && sentence.endsWith('.'), sentence);
        QVERIFY2(QString(sentence).contains(says, Qt::CaseInsensitive), sentence);
        QVERIFY(!QFile::exists(file("unwanted.png")));
    }

    void aPictureIsReadFromAnAddress()
    {
        QProcess server;
        server.start("python3", {test::sourceFolder() + "/tests/fetch/https_server.py", m_folder.path()});
        QVERIFY(server.waitForReadyRead(20000));
        const QString root = QString("https://localhost:%1/").arg(server.readLine().trimmed().toInt());
        const tarn::PictureFetcher fetcher(isServer, file("certificate.pem").toStdString(), {});
        const tarn::NamedPicture named = tarn::readNamedPicture((root + "dot.png").toStdString(), {}, fetcher);
        QCOMPARE(named.image.width, 2);
        QCOMPARE(named.image.height, 1);
        QVERIFY(named.reference.isGiven() && named.reference.size > 50);
        const QString text =
            test::messageOf([&] { tarn::readNamedPicture((root + "picture").toStdString(), {}, fetcher); });
        QVERIFY2(text.contains("picture") && text.endsWith('.'), qPrintable(text));
        const QString secret =
            test::messageOf([&] { tarn::readNamedPicture((root + "private").toStdString(), {}, fetcher); });
        QVERIFY2(secret.contains("private network"), qPrintable(secret));
        server.closeWriteChannel();
        server.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(EditingInputTest)
#include "tst_editing_input.moc"
