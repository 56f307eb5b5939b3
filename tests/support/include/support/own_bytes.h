#pragma once

#include <sys/types.h>

#include <cstdint>
#include <fstream>
#include <string>

namespace test {

/// Bytes of a process that are in memory and no file's; 0 if there is no such process.
inline std::uint64_t ownBytes(pid_t process)
{
    std::ifstream in("/proc/" + std::to_string(process) + "/smaps_rollup");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("Anonymous:"))
            return std::stoull(line.substr(line.find(':') + 1)) * 1024;
    return 0;
}

} // namespace test
