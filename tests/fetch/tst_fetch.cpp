#include <fetch/fetch.h>

#include <arpa/inet.h>
#include <support/message.h>
#include <support/reference.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <thread>

using test::messageOf;

namespace {

bool isPublic(const QByteArray& text)
{
    sockaddr_in6 six{};
    sockaddr_in four{};
    four.sin_family = AF_INET;
    six.sin6_family = AF_INET6;
    if (::inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return tarn::isPublicAddress(reinterpret_cast<const sockaddr&>(four));
    if (::inet_pton(AF_INET6, text, &six.sin6_addr) != 1)
        qFatal("not an address");
    return tarn::isPublicAddress(reinterpret_cast<const sockaddr&>(six));
}

/// This test's server, and whatever is public.
bool isServer(const sockaddr& address)
{
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return address.sa_family == AF_INET && in.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
}

} // namespace

class FetchTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_server;
    int m_port = 0;

    std::string url(const QString& path) const
    {
        return QString("https://localhost:%1/%2").arg(m_port).arg(path).toStdString();
    }

    tarn::PictureFetcher fetcher(tarn::FetchLimits limits = {}) const
    {
        return {isServer, m_folder.filePath("certificate.pem").toStdString(), limits};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.start("python3", {test::sourceFolder() + "/tests/fetch/https_server.py", m_folder.path()});
        QVERIFY(m_server.waitForReadyRead(20'000));
        m_port = m_server.readLine().trimmed().toInt();
        QVERIFY2(m_port > 0, m_server.readAllStandardError());
    }
    void cleanupTestCase()
    {
        m_server.closeWriteChannel();
        m_server.waitForFinished();
    }

    void onlyPublicAddressesArePublic_data()
    {
        QTest::addColumn<bool>("expected");
        for (const char* text : {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.167.255.255",
                 "2606:4700::1111", "2a00:1450::1", "2002:0808:0808::1", "64:ff9b::8.8.8.8"})
            QTest::newRow(text) << true;
        for (const char* text :
            {"0.0.0.0", "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1", "255.255.255.255", "240.0.0.1",
                "198.18.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
                "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "2001:db8::1", "2001::1", "2002:7f00:0001::1",
                "2002:c0a8:0101::", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "fec0::1", "3fff:0::1"})
            QTest::newRow(text) << false;
    }
    void onlyPublicAddressesArePublic()
    {
        QFETCH(bool, expected);
        QCOMPARE(isPublic(QTest::currentDataTag()), expected);
    }

    void aPictureIsFetchedAlsoBehindRedirects()
    {
        for (const char* path : {"picture", "hops/1", "hops/5"}) {
            const std::vector<std::byte> body = fetcher().fetch(url(path), {});
            QCOMPARE(QByteArray(reinterpret_cast<const char*>(body.data()), qsizetype(body.size())), "hello");
        }
    }

    void whatCannotBeFetchedIsSaidInOneSentence_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("why");
        QTest::newRow("private") << "private"
                                 << "private network";
        QTest::newRow("certificate of another name") << "other-name"
                                                     << "cannot prove who it is";
        QTest::newRow("http") << "plain"
                              << "not https";
        QTest::newRow("a file") << "file"
                                << "not https";
        QTest::newRow("six hops") << "hops/6"
                                  << "too often";
        QTest::newRow("too large") << "large"
                                   << "larger than 1 MiB";
        QTest::newRow("endless") << "endless"
                                 << "larger than 1 MiB";
        QTest::newRow("cut") << "cut"
                             << "broke off";
        QTest::newRow("slow") << "slow"
                              << "too long";
        QTest::newRow("silent") << "silent"
                                << "too long";
        QTest::newRow("nothing") << "nothing"
                                 << "nothing";
        QTest::newRow("missing") << "missing"
                                 << "404";
    }
    void whatCannotBeFetchedIsSaidInOneSentence()
    {
        QFETCH(QString, path);
        QFETCH(QString, why);
        const tarn::PictureFetcher limited = fetcher({1 << 20, std::chrono::milliseconds(1'500), 5});
        QElapsedTimer timer;
        timer.start();
        const QString message = messageOf([&] { limited.fetch(url(path), {}); });
        QVERIFY2(message.contains(why) && message.endsWith('.'), qPrintable(message));
        QVERIFY2(message.contains("localhost"), qPrintable(message));
        QVERIFY(timer.elapsed() < 5'000);
    }

    void addressesOfOtherKindsAreRefused_data()
    {
        QTest::addColumn<QString>("why");
        QTest::newRow("http://example.org/a.png") << "only https";
        QTest::newRow("file:///etc/passwd") << "only https";
        QTest::newRow("https://") << "no web address";
        QTest::newRow("not an address") << "";
        QTest::newRow("https://user:secret@example.org/a.png") << "passwords";
        QTest::newRow("https://127.0.0.1:1/a.png") << "private network";
        QTest::newRow("https://[::1]:1/a.png") << "private network";
        QTest::newRow("https://localhost:1/a.png") << "private network";
        QTest::newRow("https://2130706433:1/a.png") << "private network";
        QTest::newRow("https://0x7f.1:1/a.png") << "private network";
    }
    void addressesOfOtherKindsAreRefused()
    {
        QFETCH(QString, why);
        const QString message = messageOf([&] { tarn::fetchPicture(QTest::currentDataTag(), {}); });
        QVERIFY2(!message.isEmpty() && message.contains(why), qPrintable(message));
    }

    void anUntrustedCertificateIsRefused()
    {
        const tarn::PictureFetcher strict(isServer, {}, {});
        const QString message = messageOf([&] { strict.fetch(url("picture"), {}); });
        QVERIFY2(message.contains("cannot prove who it is"), qPrintable(message));
    }

    void aStopEndsItWithin200Milliseconds_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("while waiting") << "silent";
        QTest::newRow("while reading slowly") << "slow";
        QTest::newRow("while reading much") << "endless";
    }
    void aStopEndsItWithin200Milliseconds()
    {
        QFETCH(QString, path);
        const tarn::PictureFetcher patient = fetcher({std::size_t(1) << 40, std::chrono::milliseconds(20'000), 5});
        std::stop_source stop;
        QElapsedTimer timer;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(400));
            timer.start();
            stop.request_stop();
        });
        bool cancelled = false;
        try {
            patient.fetch(url(path), stop.get_token());
        } catch (const tarn::Cancelled&) {
            cancelled = true;
        }
        stopper.join();
        QVERIFY(cancelled);
        QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(FetchTest)
#include "tst_fetch.moc"
