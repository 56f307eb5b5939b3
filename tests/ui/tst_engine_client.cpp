#include <client/engine_client.h>

#include <support/reference.h>

#include <QSignalSpy>
#include <QTest>
#include <csignal>

using namespace tarn::studio;
using tarn::Failure;
using tarn::Finished;
using tarn::JobId;

namespace {

std::vector<std::string> command() { return {test::tarnProgram().toStdString(), "engine"}; }

tarn::GenerateRequest request(int steps)
{
    tarn::GenerateRequest value;
    value.prompt = "a river";
    value.steps = steps;
    value.width = value.height = 128;
    return value;
}

} // namespace

class EngineClientTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<EngineClient> m_client;
    std::map<JobId, std::vector<tarn::JobOutcome>> m_ends;
    std::map<JobId, QImage> m_pictures;

private Q_SLOTS:
    void init()
    {
        m_ends.clear();
        m_pictures.clear();
        m_client = std::make_unique<EngineClient>(command());
        connect(m_client.get(), &EngineClient::ended, this,
            [this](const JobId& job, const tarn::JobOutcome& outcome, const QImage& picture) {
                m_ends[job].push_back(outcome);
                m_pictures[job] = picture;
            });
    }
    void cleanup() { m_client.reset(); }

    void jobsEndOnceAsPictures()
    {
        QSignalSpy previews(m_client.get(), &EngineClient::previewed);
        m_client->start();
        std::vector<JobId> jobs;
        for (int i = 0; i < 4; ++i) // more than the engine gets at once
            jobs.push_back(m_client->submit(request(2)));
        QCOMPARE(m_client->openJobs(), 4);
        QTRY_COMPARE_WITH_TIMEOUT(m_client->openJobs(), 0, 120000);
        for (const JobId& job : jobs) {
            QCOMPARE(m_ends[job].size(), std::size_t(1));
            QVERIFY(std::holds_alternative<Finished>(m_ends[job].front()));
            QCOMPARE(m_pictures[job].size(), QSize(128, 128));
        }
        QVERIFY(previews.size() >= 4);
        QVERIFY2(previews.at(0).at(2).value<QImage>().width() >= 128, "enlarged");
    }

    void waitingAndRunningJobsAreCancelled()
    {
        m_client->start();
        const JobId running = m_client->submit(request(900));
        m_client->submit(request(900));
        const JobId waiting = m_client->submit(request(900));
        QSignalSpy progress(m_client.get(), &EngineClient::progressed);
        QVERIFY(progress.wait(60000));
        m_client->cancel(waiting);
        QTRY_COMPARE(m_ends[waiting].size(), std::size_t(1));
        m_client->cancel(running);
        m_client->cancel(running);
        m_client->cancel("nothing");
        QTRY_VERIFY_WITH_TIMEOUT(m_ends[running].size() == 1, 5000);
        m_client->cancelAll();
        QTRY_COMPARE_WITH_TIMEOUT(m_client->openJobs(), 0, 10000);
        for (const auto& [job, ends] : m_ends) {
            QCOMPARE(ends.size(), std::size_t(1));
            QVERIFY(std::holds_alternative<tarn::Cancelled>(ends.front()));
        }
    }

    void aKilledEngineComesBackAndItsJobFailsOnce()
    {
        m_client->start();
        QTRY_COMPARE_WITH_TIMEOUT(m_client->state(), EngineClient::State::ready, 60000);
        QSignalSpy progress(m_client.get(), &EngineClient::progressed);
        const JobId running = m_client->submit(request(900));
        QTRY_VERIFY_WITH_TIMEOUT(progress.size() > 3, 60000);
        m_client->submit(request(900));
        const JobId waiting = m_client->submit(request(1));
        QTest::qWait(50);
        const qint64 dead = m_client->processId();
        QVERIFY(dead > 0);
        ::kill(pid_t(dead), SIGKILL);
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(m_ends[running].size() == 1, 5000);
        QCOMPARE(std::get<Failure>(m_ends[running].front()).kind, Failure::Kind::engineLost);
        QTRY_VERIFY_WITH_TIMEOUT(m_client->processId() > 0 && m_client->processId() != dead, 10000);
        qInfo("a new engine after %lld ms", timer.elapsed());
        QTRY_VERIFY_WITH_TIMEOUT(m_ends[waiting].size() == 1, 60000);
        QVERIFY2(std::holds_alternative<Finished>(m_ends[waiting].front()), "what waited was not lost");
        QCOMPARE(m_ends[running].size(), std::size_t(1));
    }

    void anEngineThatIsNotThereIsSaid()
    {
        m_client.reset();
        EngineClient client({"/nowhere/tarn", "engine"});
        QSignalSpy ends(&client, &EngineClient::ended);
        client.start();
        client.submit(request(1));
        QTRY_COMPARE_WITH_TIMEOUT(client.state(), EngineClient::State::failed, 20000);
        QCOMPARE(ends.size(), 1);
        QVERIFY(std::get<Failure>(ends.at(0).at(1).value<tarn::JobOutcome>()).sentence.find("/nowhere/tarn")
            != std::string::npos);
    }

    void plansAnswerTheLastQuestion()
    {
        QSignalSpy planned(m_client.get(), &EngineClient::planned);
        m_client->start();
        for (int steps = 1; steps <= 30; ++steps)
            m_client->askPlan(request(steps));
        QTRY_VERIFY_WITH_TIMEOUT(!planned.isEmpty(), 60000);
        QTest::qWait(300);
        QCOMPARE(planned.last().at(0).value<tarn::GenerateRequest>().steps, 30);
        QCOMPARE(planned.last().at(1).value<tarn::PlanReport>().sigmas.size(), std::size_t(31));
        QVERIFY2(planned.size() < 30, "those in between were left out");
    }
};

QTEST_GUILESS_MAIN(EngineClientTest)
#include "tst_engine_client.moc"
