#include "names.h"

#include <base/nearest_name.h>
#include <protocol/sampler_names.h>

#include <span>
#include <string>
#include <vector>

namespace tarn {
namespace {

UsageError unknown(std::string_view kind, std::string_view name, std::span<const NamePair> table)
{
    std::vector<std::string> names;
    for (const NamePair& pair : table)
        names.emplace_back(pair.name);
    const std::string plural = std::string(kind) + "s";
    return UsageError("There is no " + std::string(kind) + " \"" + std::string(name) + "\"; did you mean \""
        + nearestName(name, names) + "\"? See tarn " + plural + ".");
}

} // namespace

UsageError unknownSampler(std::string_view name) { return unknown("sampler", name, samplerNames()); }
UsageError unknownSchedule(std::string_view name) { return unknown("schedule", name, scheduleNames()); }

} // namespace tarn
