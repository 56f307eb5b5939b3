#pragma once

#include <image/convert.h>
#include <image/image.h>

#include <string>
#include <vector>

namespace tarn {

/// Points joined by a line.
struct PlotCurve {
    std::string name; ///< for the legend
    std::vector<double> x, y; ///< of equal length; points that are no numbers are left out
    Colour colour;
    bool dots = false; ///< a dot at each point
};

/// A line plot with axes, their numbers, a grid and a legend. Texts are ASCII.
struct Plot {
    std::string title, below; ///< over the picture, under the x axis
    std::vector<PlotCurve> curves;
    int width = 960, height = 540; ///< pixels, at least 240 x 160
};

/// The plot as a picture, RGB. The y axis is logarithmic where all values are positive and the largest is more
/// than five times the smallest.
Image plotted(const Plot& plot);

} // namespace tarn
