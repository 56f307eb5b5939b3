#include "fake_runner.h"

#include <engine/engine.h>

#include <QTest>
#include <random>

using namespace tarn;

namespace {

Job job(const std::string& id, const std::string& prompt, int steps)
{
    GenerateRequest request;
    request.prompt = prompt;
    request.steps = steps;
    return {id, {request}, true, false, {}};
}

/// Counts how often each job ended, and how.
struct Ends {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<JobId, std::vector<JobOutcome>> outcomes;
    int previews = 0;

    Engine::Events events()
    {
        return {[](const JobId&, const JobProgress&) {},
            [this](const JobId&, int, const Media&, const Blob&) {
                const std::lock_guard lock(mutex);
                ++previews;
                changed.notify_all();
            },
            [this](const JobId& id, const JobOutcome& outcome) {
                const std::lock_guard lock(mutex);
                outcomes[id].push_back(outcome);
                changed.notify_all();
            }};
    }
    JobOutcome wait(const JobId& id)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return outcomes.contains(id); });
        return outcomes[id].front();
    }
};

} // namespace

class EngineQueueTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachWayOfEndingIsTold_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("kind");
        QTest::newRow("bad input") << "fail"
                                   << "badInput";
        QTest::newRow("bug") << "crash"
                             << "internal";
        QTest::newRow("memory") << "memory"
                                << "outOfMemory";
        QTest::newRow("device") << "lost"
                                << "deviceLost";
    }
    void eachWayOfEndingIsTold()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, kind);
        test::FakeRunner runner;
        BlobStore blobs;
        Ends ends;
        Engine engine(runner, blobs, ends.events());
        engine.submit(job("a", prompt.toStdString(), 1));
        const JobOutcome outcome = ends.wait("a");
        QVERIFY(std::holds_alternative<Failure>(outcome));
        const Failure& failure = std::get<Failure>(outcome);
        QCOMPARE(QString::fromUtf8(nameOf(failure.kind).data()), kind);
        QVERIFY(failure.sentence.ends_with('.') && failure.sentence.find('\n') == std::string::npos);
        engine.submit(job("b", "fine", 1));
        QVERIFY(std::holds_alternative<Finished>(ends.wait("b")));
    }

    void aKnownIdReturnsItsStateAndRunsOnce()
    {
        test::FakeRunner runner;
        BlobStore blobs;
        Ends ends;
        Engine engine(runner, blobs, ends.events());
        engine.submit(job("a", "fine", 1));
        ends.wait("a");
        const Engine::Status status = engine.submit(job("a", "other", 1));
        QCOMPARE(status.state, JobState::ended);
        QVERIFY(status.outcome && std::holds_alternative<Finished>(*status.outcome));
        QCOMPARE(runner.runs.load(), 1);
    }

    void aJobWaitsForItsBlobsAndOthersGoFirst()
    {
        test::FakeRunner runner;
        BlobStore blobs;
        Ends ends;
        Engine engine(runner, blobs, ends.events());
        const BlobReference here{std::string(64, 'a'), 1}, never{std::string(64, 'b'), 1};
        const auto jobWith = [](const std::string& id, const BlobReference& picture) {
            Job whole = job(id, "fine", 1);
            whole.requests.front().image = picture;
            return whole;
        };
        QVERIFY(engine.submit(jobWith("waits", here)).missing == std::vector{here});
        engine.submit(jobWith("in vain", never));
        QVERIFY(engine.submit(job("ready", "fine", 1)).missing.empty());
        ends.wait("ready");
        QCOMPARE(runner.runs.load(), 1);
        engine.blobCame(here, std::make_shared<const std::vector<std::byte>>(1));
        QVERIFY(std::holds_alternative<Finished>(ends.wait("waits")));
        engine.blobCame(never, nullptr);
        QVERIFY(std::holds_alternative<Failure>(ends.wait("in vain")));
    }

    void aWaitingJobKeepsItsPictureThoughTheStoreIsSmall()
    {
        test::FakeRunner runner;
        runner.stepTime = std::chrono::milliseconds(1);
        BlobStore blobs(1'000);
        Ends ends;
        Engine engine(runner, blobs, ends.events());
        engine.submit(job("first", "fine", 30));
        Job second = job("second", "echo", 1);
        second.requests.front().image = blobs.add(std::vector<std::byte>(900));
        engine.submit(second);
        const BlobReference other = blobs.add(std::vector<std::byte>(901)); // takes its place
        QVERIFY(std::holds_alternative<Finished>(ends.wait("second")));
        blobs.add(std::vector<std::byte>(902));
        QVERIFY(!blobs.find(other.sha256)); // nobody held this one
    }

    void aPausedJobGoesOnWhenItIsTold()
    {
        test::FakeRunner runner;
        BlobStore blobs;
        Ends ends;
        Engine engine(runner, blobs, ends.events());
        runner.stepTime = std::chrono::milliseconds(1);
        engine.submit(job("a", "fine", 100));
        engine.pause("a");
        QTRY_COMPARE(engine.submit(job("a", "", 1)).state, JobState::paused);
        QTest::qWait(20);
        QCOMPARE(engine.submit(job("a", "", 1)).state, JobState::paused);
        engine.resume("a");
        QVERIFY(std::holds_alternative<Finished>(ends.wait("a")));
        engine.submit(job("b", "fine", 100));
        engine.pause("b");
        engine.cancel("b");
        QVERIFY(std::holds_alternative<Cancelled>(ends.wait("b")));
    }

    void overThousandsOfJobsEachEndsExactlyOnce()
    {
        constexpr int threads = 4, perThread = 700;
        test::FakeRunner runner;
        Ends ends;
        {
            BlobStore blobs(1 << 16);
            Engine engine(runner, blobs, ends.events());
            std::vector<std::thread> owners;
            for (int t = 0; t < threads; ++t)
                owners.emplace_back([&, t] {
                    std::mt19937 random{std::uint32_t(t)};
                    const std::array prompts{"fine", "fail", "crash", "memory"};
                    for (int i = 0; i < perThread; ++i) {
                        const JobId id = std::to_string(t) + "-" + std::to_string(i);
                        engine.submit(job(id, prompts[random() % 4], 1 + int(random() % 4)));
                        if (random() % 8 == 0)
                            engine.pause(id);
                        if (random() % 2)
                            engine.cancel(std::to_string(t) + "-" + std::to_string(random() % unsigned(i + 1)));
                        engine.resume(std::to_string(random() % threads) + "-" + std::to_string(i));
                        engine.resume(id);
                    }
                });
            for (std::thread& owner : owners)
                owner.join();
        }
        QCOMPARE(ends.outcomes.size(), std::size_t(threads * perThread));
        for (const auto& [id, outcomes] : ends.outcomes)
            QCOMPARE(outcomes.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(EngineQueueTest)
#include "tst_engine_queue.moc"
