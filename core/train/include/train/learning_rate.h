#pragma once

#include <cstdint>

namespace tarn {

/// How the learning rate moves over a run: a linear rise from 0, then constant, a half cosine, or a line.
struct RateSchedule {
    enum class Shape { constant, cosine, linear };

    Shape shape = Shape::cosine;
    double rate = 1e-4; ///< at the end of the rise
    double finalRate = 0; ///< at the last step
    std::int64_t warmUp = 0; ///< steps of the rise

    /// The rate of step `step` (from 0) of `steps`.
    double at(std::int64_t step, std::int64_t steps) const;
};

/// The decay of an average that has seen `steps` steps: `decay`, but shorter at the start, where most of what the
/// average holds would still be the initial weights: at most (1 + steps) / (10 + steps).
double averageDecay(double decay, std::int64_t steps);

} // namespace tarn
