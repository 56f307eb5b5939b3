#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tarn {

/// A program that was started with its standard input and output as pipes; its standard error is ours.
class ChildProcess {
public:
    /// The first word is the program, looked for as a shell does. Throws StudioError when it cannot be started.
    explicit ChildProcess(const std::vector<std::string>& command);
    /// Kills it if it still runs.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t id() const { return m_id; }
    /// Descriptors that belong to the caller from now on.
    int takeInput();
    int takeOutput();

    /// Waits for its end; false if it still runs after `time`.
    bool waitForEnd(std::chrono::milliseconds time);
    void kill();

private:
    pid_t m_id = -1;
    int m_input = -1; ///< what we write to
    int m_output = -1; ///< what we read from
    bool m_ended = false;
};

} // namespace tarn
