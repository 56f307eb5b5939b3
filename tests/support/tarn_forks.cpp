#include <base/cpu.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

/// Loads the library of `tarn` (named on the command line) once, as `tarn` does, and then runs each command line
/// that it reads in a fork of itself: loading LibTorch takes most of a short run's time, under AddressSanitizer
/// seconds. Nothing that makes threads runs before a fork.
///
/// A request is strings that end in a zero byte: their number, the files for standard output and standard error,
/// the working folder, the bytes that a file may have (empty: any), the arguments. The answer is the exit status
/// as waitpid(2) gives it, and a new line.
namespace {

bool leaksAreLookedFor = true;

using RunCli = int (*)(int, char**);

std::string readField()
{
    std::string field;
    if (!std::getline(std::cin, field, '\0'))
        std::exit(0); // the test has ended
    return field;
}

void redirect(int descriptor, const std::string& file, int flags)
{
    const int opened = ::open(file.c_str(), flags | O_CLOEXEC, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0)
        std::_Exit(127);
    ::close(opened);
}

[[noreturn]] void runInThisFork(RunCli run, std::vector<std::string>& fields)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDOUT_FILENO, fields[0], O_WRONLY | O_CREAT | O_TRUNC);
    redirect(STDERR_FILENO, fields[1], O_WRONLY | O_CREAT | O_TRUNC);
    if (::chdir(fields[2].c_str()) != 0)
        std::_Exit(127);
    if (!fields[3].empty()) {
        const rlim_t bytes = std::stoull(fields[3]);
        const rlimit limit{bytes, bytes};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
            std::_Exit(127);
    }
    std::string name = "tarn";
    std::vector<char*> arguments{name.data()};
    for (std::size_t i = 4; i < fields.size(); ++i)
        arguments.push_back(fields[i].data());
    arguments.push_back(nullptr);
    std::exit(run(int(arguments.size()) - 1, arguments.data()));
}

} // namespace

/// LeakSanitizer takes a third of a short run's time and finds the same after each: it looks at the first.
extern "C" int __lsan_is_turned_off() { return !leaksAreLookedFor; }

int main(int count, char** arguments)
{
    tarn::prepareComputeEnvironment();
    void* const library = count == 2 ? ::dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : nullptr;
    const auto run = library ? reinterpret_cast<RunCli>(::dlsym(library, "tarnRunCli")) : nullptr;
    if (!run) {
        std::fprintf(stderr, "%s\n", ::dlerror());
        return 1;
    }
    while (true) {
        std::vector<std::string> fields(std::stoul(readField()));
        for (std::string& field : fields)
            field = readField();
        const pid_t child = ::fork();
        if (child == 0)
            runInThisFork(run, fields);
        leaksAreLookedFor = false;
        int status = 0;
        if (child < 0 || ::waitpid(child, &status, 0) != child)
            return 1;
        std::printf("%d\n", status);
        std::fflush(stdout);
    }
}
