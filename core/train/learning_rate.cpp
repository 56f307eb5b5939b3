#include <train/learning_rate.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tarn {

double RateSchedule::at(std::int64_t step, std::int64_t steps) const
{
    if (step < warmUp)
        return rate * double(step + 1) / double(warmUp);
    const double length = double(std::max<std::int64_t>(1, steps - warmUp));
    const double part = std::clamp(double(step - warmUp) / length, 0.0, 1.0);
    switch (shape) {
    case Shape::constant:
        return rate;
    case Shape::cosine:
        return finalRate + (rate - finalRate) * (0.5 + 0.5 * std::cos(std::numbers::pi * part));
    case Shape::linear:
        break;
    }
    return std::lerp(rate, finalRate, part);
}

double averageDecay(double decay, std::int64_t steps)
{
    return std::min(decay, double(1 + steps) / double(10 + steps));
}

} // namespace tarn
