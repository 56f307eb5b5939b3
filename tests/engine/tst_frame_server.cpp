#include "fake_runner.h"

#include <engine/frame_server.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QTest>
#include <csignal>
#include <random>

using namespace tarn;
using namespace tarn::message;

namespace {

/// A server over a fake engine, and the raw other end of its connection.
class Served {
public:
    explicit Served(std::chrono::microseconds stepTime = {})
    {
        runner.stepTime = stepTime;
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, m_ends) != 0)
            throw std::runtime_error("no sockets");
        m_thread = std::thread([this] {
            FrameServer server(m_ends[1], m_ends[1], runner);
            why = server.serve({});
        });
    }
    ~Served() { finish(); }

    int takeEnd() { return std::exchange(m_ends[0], -1); }

    void write(std::span<const std::byte> bytes)
    {
        while (!bytes.empty()) {
            const ssize_t count = ::send(m_ends[0], bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return;
            bytes = bytes.subspan(std::size_t(count));
        }
    }
    /// Messages until one of type T, or the end.
    template <typename T> std::optional<T> next()
    {
        while (auto message = next())
            if (auto* found = std::get_if<T>(&*message))
                return std::move(*found);
        return {};
    }
    std::optional<Message> next()
    {
        std::vector<std::byte> buffer(65'536);
        for (;;) {
            if (auto frame = m_decoder.next())
                return decodeMessage(*frame);
            const ssize_t count = ::read(m_ends[0], buffer.data(), buffer.size());
            if (count <= 0)
                return {};
            m_decoder.feed(std::span(buffer).first(std::size_t(count)));
        }
    }
    void finish()
    {
        if (m_ends[0] >= 0)
            ::close(takeEnd());
        if (m_thread.joinable())
            m_thread.join();
    }

    test::FakeRunner runner;
    std::string why;

private:
    int m_ends[2];
    FrameDecoder m_decoder;
    std::thread m_thread;
};

Job job(const std::string& id, const std::string& prompt, int steps)
{
    GenerateRequest request;
    request.prompt = prompt;
    request.steps = steps;
    return {id, {request}, true, false, {}};
}

/// Bytes that a job refers to.
class Picture {
public:
    explicit Picture(std::size_t size)
        : m_bytes(size)
    {
        for (std::size_t i = 0; i < size; ++i)
            m_bytes[i] = std::byte(i * 13 + size);
        reference = referenceTo(m_bytes);
    }

    Job job(const std::string& id, const std::string& prompt) const
    {
        Job whole = ::job(id, prompt, 1);
        whole.requests.front().image = reference;
        return whole;
    }
    std::vector<BlobData> pieces() const
    {
        std::vector<BlobData> all;
        for (std::size_t start = 0; start < m_bytes.size(); start += Frame::maxPayloadBytes) {
            const std::size_t end = std::min(start + Frame::maxPayloadBytes, m_bytes.size());
            all.push_back({reference, start,
                {m_bytes.begin() + std::ptrdiff_t(start), m_bytes.begin() + std::ptrdiff_t(end)}});
        }
        return all;
    }

    BlobReference reference;

private:
    std::vector<std::byte> m_bytes;
};

} // namespace

class FrameServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aJobRunsThroughThePipe()
    {
        Served served;
        served.write(encodeMessage(Hello{}));
        served.write(encodeMessage(Submit{job("a", "fine", 3), {}}));
        const auto ended = served.next<Ended>();
        QVERIFY(ended && std::holds_alternative<Finished>(ended->outcome));
        const BlobReference result = std::get<Finished>(ended->outcome).media.at(0).blob;
        served.write(encodeMessage(BlobWanted{result}));
        QCOMPARE(served.next<BlobData>()->bytes.size(), std::size_t(4));
        served.write(encodeMessage(BlobWanted{{std::string(64, '0'), 1}}));
        QVERIFY(served.next<BlobMissing>());
    }

    void aCancelAndAPlanDoNotWaitBehindALargeResult()
    {
        Served served;
        served.write(encodeMessage(Hello{}));
        served.write(encodeMessage(Submit{job("a", "big", 1), {}}));
        const auto ended = served.next<Ended>();
        const BlobReference result = std::get<Finished>(ended->outcome).media.at(0).blob;
        served.write(encodeMessage(BlobWanted{result}));
        served.next<BlobData>();
        served.write(encodeMessage(AskPlan{9, {}, {}}));
        QCOMPARE(served.next<PlanAnswer>()->number, std::uint64_t(9));
        QVERIFY2(served.next<BlobData>(), "the transfer goes on after the answer");
    }

    void aPictureIsAskedForOnceAndArrivesInPieces()
    {
        Served served;
        served.write(encodeMessage(Hello{}));
        const Picture picture(2'500'000);
        served.write(encodeMessage(Submit{picture.job("a", "echo"), {}}));
        const auto wanted = served.next<BlobWanted>();
        QVERIFY(wanted && wanted->blob == picture.reference);
        served.write(encodeMessage(Submit{picture.job("b", "echo"), {}})); // wants what is under way
        for (const BlobData& piece : picture.pieces())
            served.write(encodeMessage(piece));
        for (int i = 0; i < 2; ++i) {
            const auto ended = served.next<Ended>();
            QVERIFY(ended && std::holds_alternative<Finished>(ended->outcome));
            QVERIFY(std::get<Finished>(ended->outcome).media.at(0).blob == picture.reference);
        }
        served.write(encodeMessage(Submit{picture.job("c", "echo"), {}}));
        served.write(encodeMessage(AskPlan{9, {}, {}}));
        while (auto message = served.next())
            if (std::holds_alternative<Ended>(*message))
                break;
            else
                QVERIFY2(!std::holds_alternative<BlobWanted>(*message), "it has the picture already");
        QCOMPARE(served.runner.runs.load(), 3);
    }

    void aPictureThatIsLostFailsItsJobAlone()
    {
        Served served;
        served.write(encodeMessage(Hello{}));
        const Picture lost(10), here(11);
        served.write(encodeMessage(Submit{lost.job("a", "echo"), {}}));
        served.write(encodeMessage(Submit{here.job("b", "echo"), {}}));
        served.next<BlobWanted>();
        served.next<BlobWanted>();
        served.write(encodeMessage(BlobMissing{lost.reference}));
        auto ended = served.next<Ended>();
        QCOMPARE(ended->job, JobId("a"));
        QVERIFY(std::holds_alternative<Failure>(ended->outcome));
        QVERIFY(std::get<Failure>(ended->outcome).sentence.ends_with('.'));
        served.write(encodeMessage(here.pieces().front()));
        ended = served.next<Ended>();
        QCOMPARE(ended->job, JobId("b"));
        QVERIFY(std::holds_alternative<Finished>(ended->outcome));
        QCOMPARE(served.runner.runs.load(), 1);
    }

    void aPictureOfAnotherContentIsNeverUsed()
    {
        Served served;
        served.write(encodeMessage(Hello{}));
        const Picture picture(100);
        served.write(encodeMessage(Submit{picture.job("a", "echo"), {}}));
        served.next<BlobWanted>();
        BlobData damaged = picture.pieces().front();
        damaged.bytes[50] ^= std::byte(1);
        served.write(encodeMessage(damaged));
        const auto fault = served.next<Fault>();
        QVERIFY(fault && fault->sentence.ends_with('.'));
        served.finish();
        QCOMPARE(served.runner.runs.load(), 0);
    }

    void aCancelDoesNotWaitForTheUpload()
    {
        Served served;
        served.write(encodeMessage(Hello{}));
        const Picture picture(2'500'000);
        const std::vector<BlobData> pieces = picture.pieces();
        served.write(encodeMessage(Submit{picture.job("a", "echo"), {}}));
        served.next<BlobWanted>();
        served.write(encodeMessage(pieces[0]));
        served.write(encodeMessage(Cancel{"a"}));
        auto ended = served.next<Ended>();
        QVERIFY(ended && std::holds_alternative<Cancelled>(ended->outcome));
        for (std::size_t i = 1; i < pieces.size(); ++i) // what was under way is no fault, and not in vain
            served.write(encodeMessage(pieces[i]));
        served.write(encodeMessage(Submit{picture.job("b", "echo"), {}}));
        ended = served.next<Ended>();
        QCOMPARE(ended->job, JobId("b"));
        QVERIFY(std::holds_alternative<Finished>(ended->outcome));
        QCOMPARE(served.runner.runs.load(), 1);
    }

    void aPictureComesWhileAnotherJobRuns()
    {
        Served served(std::chrono::milliseconds(2));
        served.write(encodeMessage(Hello{}));
        served.write(encodeMessage(Submit{job("a", "fine", 10'000), {}}));
        served.next<Progress>();
        const Picture picture(1'500'000);
        served.write(encodeMessage(Submit{picture.job("b", "echo"), {}}));
        served.next<BlobWanted>();
        for (const BlobData& piece : picture.pieces()) {
            served.write(encodeMessage(piece));
            QVERIFY2(served.next<Progress>(), "the running job goes on between the pieces");
        }
        served.write(encodeMessage(Cancel{"a"}));
        QCOMPARE(served.next<Ended>()->job, JobId("a"));
        const auto ended = served.next<Ended>();
        QCOMPARE(ended->job, JobId("b"));
        QVERIFY(std::holds_alternative<Finished>(ended->outcome));
    }

    void damagedBytesAreAnsweredAndEndTheConnection_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::vector<std::byte>& bytes) {
            QTest::newRow(name) << QByteArray(
                reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()));
        };
        QTest::newRow("text") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        row("no greeting", encodeMessage(AskModels{1}));
        row("another version", encodeMessage(Hello{protocolVersion + 1, ""}));
        auto flipped = encodeMessage(Hello{});
        flipped.back() ^= std::byte(1);
        row("flipped", flipped);
        row("unknown message", encodeFrame("{}"));
        row("blob not asked for", [] {
            auto bytes = encodeMessage(Hello{});
            const auto data = encodeMessage(BlobData{{std::string(64, 'a'), 1}, 0, std::vector<std::byte>(1)});
            bytes.insert(bytes.end(), data.begin(), data.end());
            return bytes;
        }());
        row("an engine's message", [] {
            auto bytes = encodeMessage(Hello{});
            const auto log = encodeMessage(Log{"info", ""});
            bytes.insert(bytes.end(), log.begin(), log.end());
            return bytes;
        }());
    }
    void damagedBytesAreAnsweredAndEndTheConnection()
    {
        QFETCH(QByteArray, bytes);
        Served served;
        served.write(std::as_bytes(std::span(bytes.data(), std::size_t(bytes.size()))));
        const auto fault = served.next<Fault>();
        QVERIFY(fault && fault->sentence.ends_with('.'));
        served.finish();
        QCOMPARE(served.why, fault->sentence);
    }

    void everyCutOfAMessageEndsTheServer()
    {
        auto bytes = encodeMessage(Hello{});
        const auto submit = encodeMessage(Submit{job("a", "fine", 2), {}});
        bytes.insert(bytes.end(), submit.begin(), submit.end());
        for (std::size_t length = 0; length < bytes.size(); length += 7) {
            Served served;
            served.write(std::span(bytes).first(length));
            served.finish();
        }
    }

    void randomDamageNeverHangsOrCrashes()
    {
        std::mt19937 random(std::random_device{}());
        for (int round = 0; round < 60; ++round) {
            std::vector<std::byte> bytes = encodeMessage(Hello{});
            for (int i = 0; i < 5; ++i) {
                const auto more = encodeMessage(Submit{job("a" + std::to_string(i), "fine", 2), {}});
                bytes.insert(bytes.end(), more.begin(), more.end());
            }
            for (unsigned i = 0, n = random() % 4; i < n; ++i)
                bytes[random() % bytes.size()] = std::byte(random());
            bytes.resize(random() % bytes.size());
            Served served;
            served.write(bytes);
            served.finish();
        }
    }

    void aFloodOfQuestionsThatNobodyReadsIsHeldBack()
    {
        Served served;
        served.write(encodeMessage(Hello{}));
        std::atomic<int> sent = 0;
        constexpr int questions = 250;
        std::thread flood([&] {
            GenerateRequest request;
            request.prompt = std::string(60'000, 'p');
            const auto ask = encodeMessage(AskPlan{1, request, {}});
            for (; sent < questions; ++sent)
                served.write(ask);
        });
        QTest::qWait(2'000);
        const int taken = sent; // what fits into the server's and the system's buffers
        for (int i = 0; i < questions; ++i)
            QVERIFY(served.next<PlanAnswer>());
        flood.join();
        QVERIFY2(taken < questions, qPrintable(QString::number(taken)));
    }

    void anEndOfInputCancelsWhatRuns()
    {
        Served served(std::chrono::milliseconds(2));
        served.write(encodeMessage(Hello{}));
        served.write(encodeMessage(Submit{job("a", "fine", 10'000), {}}));
        served.next<Progress>();
        QElapsedTimer timer;
        timer.start();
        served.finish();
        QVERIFY2(timer.elapsed() < 3'000, "it does not wait for the job");
    }
};

QTEST_GUILESS_MAIN(FrameServerTest)
#include "tst_frame_server.moc"
