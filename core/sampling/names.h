#pragma once

#include <base/error.h>

#include <string_view>

namespace tarn {

/// The errors for a name that does not exist, suggesting the nearest one that does.
UsageError unknownSampler(std::string_view name);
UsageError unknownSchedule(std::string_view name);

} // namespace tarn
