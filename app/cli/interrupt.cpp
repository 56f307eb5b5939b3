#include <cli/interrupt.h>
#include <pthread.h>

#include <csignal>

namespace tarn {
namespace {

constexpr int wake = SIGUSR1;

sigset_t listened()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, wake})
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
