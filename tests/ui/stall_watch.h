#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

namespace test {

/// How long the thread that made it did not return to its events, less the time that it waited for a processor: on
/// a busy machine that is nobody's fault.
class StallWatch : public QObject {
public:
    StallWatch()
    {
        m_thread = ::syscall(SYS_gettid);
        m_last.start();
        m_waited = waited();
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double now = waited();
            const double stall = double(m_last.nsecsElapsed()) / 1e6 - (now - m_waited) - interval;
            m_worst = std::max(m_worst, stall);
            m_waited = now;
            m_last.restart();
        });
        m_timer.start(interval);
    }

#ifdef __SANITIZE_ADDRESS__
    static constexpr double limit = 250; ///< milliseconds; what is watched has a half to a third of its speed
#else
    static constexpr double limit = 100; ///< milliseconds
#endif

    double worst() const { return m_worst; } ///< milliseconds

private:
    static constexpr int interval = 5; ///< milliseconds

    /// Milliseconds that the thread was ready and had no processor (proc(5), schedstat).
    double waited() const
    {
        QFile file(QStringLiteral("/proc/self/task/%1/schedstat").arg(m_thread));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() / 1e6 : 0;
    }

    QTimer m_timer;
    QElapsedTimer m_last;
    long m_thread = 0;
    double m_waited = 0;
    double m_worst = 0;
};

} // namespace test
