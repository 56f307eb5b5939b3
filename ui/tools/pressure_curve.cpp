#include <tools/pressure_curve.h>

#include <algorithm>

namespace tarn::studio {
namespace {

double bezier(double one, double two, double t)
{
    const double s = 1 - t;
    return 3 * s * s * t * one + 3 * s * t * t * two + t * t * t;
}

} // namespace

double PressureCurve::at(double pressure) const
{
    const double wanted = std::clamp(pressure, 0.0, 1.0);
    double low = 0, high = 1;
    for (int i = 0; i < 24; ++i) { // x grows with t, as the handles lie in the square
        const double middle = (low + high) / 2;
        (bezier(one.x(), two.x(), middle) < wanted ? low : high) = middle;
    }
    return std::clamp(bezier(one.y(), two.y(), (low + high) / 2), 0.0, 1.0);
}

} // namespace tarn::studio
