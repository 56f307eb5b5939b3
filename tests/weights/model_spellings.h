#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace test {

/// Another way in which the same weights have been published.
struct Spelling {
    const char* title;
    const char* model; ///< the tiny model that it is made from
    std::function<void(const std::filesystem::path& copy)> change;
};

std::vector<Spelling> spellings();

} // namespace test
