#include <base/error.h>
#include <pipelines/retries.h>

#include <QTest>
#include <exception>
#include <vector>

using namespace tarn;

/// Which failures of a drawing are tried again, and with what.
class TestRetries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_request = {};
        m_request.dtype = "fp16";
        m_faults.clear();
        m_attempts = 0;
    }

    void eachFaultIsMendedOnce()
    {
        run([](int attempt) {
            if (attempt == 1)
                throw OutOfDeviceMemory("full");
            if (attempt == 2)
                throw NotFinite("overflow");
        });
        QCOMPARE(m_attempts, 3);
        QCOMPARE(m_faults, (std::vector{DrawFault::memoryRanOut, DrawFault::leftRange}));
    }

    void whatComesAgainIsThrown()
    {
        QVERIFY_THROWS_EXCEPTION(OutOfDeviceMemory, run([](int) { throw OutOfDeviceMemory("full"); }));
        QCOMPARE(m_attempts, 2);
        m_attempts = 0;
        QVERIFY_THROWS_EXCEPTION(NotFinite, run([](int) { throw NotFinite("damaged weights"); }));
        QCOMPARE(m_attempts, 2); // fp16, then fp32
    }

    void otherErrorsAreNotTriedAgain()
    {
        QVERIFY_THROWS_EXCEPTION(ModelError, run([](int) { throw ModelError("broken"); }));
        QVERIFY_THROWS_EXCEPTION(Cancelled, run([](int) { throw Cancelled(); }));
        QCOMPARE(m_attempts, 2);
        QVERIFY(m_faults.empty());
    }

    void nothingOfTheAttemptIsHeldWhileThingsChange()
    {
        run([](int attempt) {
            if (attempt == 1)
                throw OutOfDeviceMemory("full");
        });
        QVERIFY(!m_inHandler);
    }

private:
    void run(const std::function<void(int attempt)>& draw)
    {
        drawWithRetries(
            m_request, [&] { draw(++m_attempts); },
            [this](DrawFault fault) {
                m_inHandler = std::current_exception() != nullptr;
                m_faults.push_back(fault);
                if (fault == DrawFault::leftRange)
                    m_request.dtype = "fp32";
            });
    }

    GenerateRequest m_request;
    std::vector<DrawFault> m_faults;
    int m_attempts = 0;
    bool m_inHandler = false;
};

QTEST_GUILESS_MAIN(TestRetries)
#include "tst_retries.moc"
