#pragma once

#include <vector>

namespace tarn {

/// `count` >= 1 numbers from `first` to `last`, both ends exact; `first` alone for one.
inline std::vector<double> ramp(double first, double last, int count)
{
    std::vector<double> values(count, first);
    const double step = count > 1 ? (last - first) / (count - 1) : 0;
    for (int i = 1; i < count; ++i)
        values[i] = first + i * step;
    if (count > 1)
        values.back() = last;
    return values;
}

} // namespace tarn
