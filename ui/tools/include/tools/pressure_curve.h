#pragma once

#include <QPointF>

namespace tarn::studio {

/// What a pen's pressure counts as: a cubic Bézier curve from (0, 0) to (1, 1) with two handles inside the square.
struct PressureCurve {
    QPointF one{1.0 / 3, 1.0 / 3}, two{2.0 / 3, 2.0 / 3};

    /// 0 to 1 for a pressure of 0 to 1.
    double at(double pressure) const;

    bool operator==(const PressureCurve&) const = default;
};

} // namespace tarn::studio
