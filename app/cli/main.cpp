#include <base/cpu.h>

#include <dlfcn.h>

#include <cstdio>
#include <filesystem>

/// A small program that loads the large one: what LibTorch reads from the environment must be set before it is
/// loaded.
int main(int count, char** arguments)
{
    tarn::prepareComputeEnvironment();
    std::error_code unreadable;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", unreadable);
    const auto library = program.parent_path().parent_path() / "lib" / "libtarn.so";
    void* const loaded = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    const auto run = loaded ? reinterpret_cast<int (*)(int, char**)>(::dlsym(loaded, "tarnRunCli")) : nullptr;
    if (!run) {
        std::fprintf(stderr, "tarn: Its library cannot be loaded (%s); install tarn again.\n", ::dlerror());
        return 1;
    }
    return run(count, arguments);
}
