#include <cli/interrupt.h>
#include <pthread.h>

#include <csignal>

namespace tarn {
namespace {

constexpr int wake = SIGUSR1;

/// nohup and a shell's background jobs ignore some signals on purpose.
bool isIgnored(int signal)
{
    struct sigaction now { };
    return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

sigset_t listened()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, wake);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        if (!isIgnored(signal))
            sigaddset(&signals, signal);
    return signals;
}

} // namespace

Interrupt::Interrupt()
{
    const sigset_t signals = listened();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // a closed reader of our output must not end a job
    std::signal(SIGXFSZ, SIG_IGN); // a file size limit is an error of the write, with its sentence
    m_waiting = std::thread([this, signals] {
        for (int signal = 0; sigwait(&signals, &signal) == 0 && signal != wake;)
            m_stop.request_stop();
    });
}

Interrupt::~Interrupt()
{
    pthread_kill(m_waiting.native_handle(), wake);
    m_waiting.join();
}

} // namespace tarn
