#pragma once

#include <algorithm>
#include <cmath>

namespace tarn {

/// A rectangle of whole pixels; the right and lower edges lie outside.
struct Box {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    int right() const { return x + width; }
    int bottom() const { return y + height; }
    bool empty() const { return width <= 0 || height <= 0; }
    double diagonal() const { return std::hypot(double(width), double(height)); }

    bool contains(const Box& other) const
    {
        return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
    }

    /// What both cover; empty when they do not touch.
    Box intersected(const Box& other) const
    {
        const int left = std::max(x, other.x);
        const int top = std::max(y, other.y);
        return {left, top, std::max(0, std::min(right(), other.right()) - left),
            std::max(0, std::min(bottom(), other.bottom()) - top)};
    }

    bool operator==(const Box&) const = default;
};

} // namespace tarn
