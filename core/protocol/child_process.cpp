#include <base/error.h>
#include <protocol/child_process.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

extern char** environ;

namespace tarn {

ChildProcess::ChildProcess(const std::vector<std::string>& command)
{
    if (command.empty() || command.front().empty())
        throw StudioError("No program is named that could be started; name one.");
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0)
        throw StudioError("No pipe to \"" + command.front() + "\" could be made; close other programs.");
    if (::pipe2(out, O_CLOEXEC) != 0) {
        ::close(in[0]);
        ::close(in[1]);
        throw StudioError("No pipe to \"" + command.front() + "\" could be made; close other programs.");
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    std::vector<char*> words;
    for (const std::string& word : command)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const int error = ::posix_spawnp(&m_id, words[0], &files, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    ::close(in[0]);
    ::close(out[1]);
    m_input = in[1];
    m_output = out[0];
    if (error != 0) {
        m_ended = true;
        ::close(takeInput());
        ::close(takeOutput());
        throw StudioError("\"" + command.front() + "\" could not be started (" + std::strerror(error)
            + "); check that it is there and may be run.");
    }
}

ChildProcess::~ChildProcess()
{
    kill();
    for (const int file : {m_input, m_output})
        if (file >= 0)
            ::close(file);
}

int ChildProcess::takeInput() { return std::exchange(m_input, -1); }
int ChildProcess::takeOutput() { return std::exchange(m_output, -1); }

bool ChildProcess::waitForEnd(std::chrono::milliseconds time)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (!m_ended) {
        const pid_t ended = ::waitpid(m_id, nullptr, WNOHANG);
        if (ended == m_id || (ended < 0 && errno == ECHILD))
            m_ended = true;
        else if (std::chrono::steady_clock::now() >= until)
            return false;
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

void ChildProcess::kill()
{
    if (m_ended)
        return;
    ::kill(m_id, SIGKILL);
    while (::waitpid(m_id, nullptr, 0) < 0 && errno == EINTR) { }
    m_ended = true;
}

} // namespace tarn
