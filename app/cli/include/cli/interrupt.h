#pragma once

#include <stop_token>
#include <thread>

namespace tarn {

/// Turns Ctrl-C, SIGTERM and a closed terminal into a stop request. Construct it before any other thread starts:
/// the signals are blocked for all of them and one thread waits for them.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const { return m_stop.get_token(); }

private:
    std::stop_source m_stop;
    std::thread m_waiting;
};

} // namespace tarn
