#include "names.h"

#include <protocol/sampler_names.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tarn {
namespace {

/// Levenshtein's distance. Only the first 64 letters of `a` count, enough to tell any of our names.
int editDistance(std::string_view a, std::string_view b)
{
    a = a.substr(0, 64);
    std::vector<int> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i) + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const int replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

UsageError unknown(std::string_view kind, std::string_view name, std::span<const NamePair> table)
{
    const auto nearest =
        std::ranges::min_element(table, {}, [&](const NamePair& pair) { return editDistance(name, pair.name); });
    const std::string plural = std::string(kind) + "s";
    return UsageError("There is no " + std::string(kind) + " \"" + std::string(name) + "\"; did you mean \""
        + std::string(nearest->name) + "\"? See tarn " + plural + ".");
}

} // namespace

UsageError unknownSampler(std::string_view name) { return unknown("sampler", name, samplerNames()); }
UsageError unknownSchedule(std::string_view name) { return unknown("schedule", name, scheduleNames()); }

} // namespace tarn
