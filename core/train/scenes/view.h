#pragma once

#include "maths.h"

#include <scenes/scene.h>

namespace tarn::scenes {

/// A camera that looks level: x to the right, y up from the water level, z into the picture. Pixels are those of
/// the frame that is painted, which is finer than the picture.
struct View {
    int width = 0, height = 0; ///< pixels
    float focal = 0; ///< pixels
    float centre = 0; ///< column of x = 0
    float horizon = 0; ///< row
    float eye = 0; ///< height of the camera

    View(const Scene& scene, int frameWidth, int frameHeight)
        : width(frameWidth)
        , height(frameHeight)
        , focal(scene.focal * float(frameWidth < frameHeight ? frameWidth : frameHeight))
        , centre(0.5f * float(frameWidth))
        , horizon(scene.horizon * float(frameHeight))
        , eye(scene.eye)
    {
    }

    template <typename X, typename Z> auto column(X x, Z z) const { return centre + focal * x / z; }
    template <typename Y, typename Z> auto row(Y y, Z z) const { return horizon - focal * (y - eye) / z; }
    template <typename X, typename Z> auto worldX(X column, Z z) const { return (column - centre) * z / focal; }
    template <typename Y, typename Z> auto worldY(Y row, Z z) const { return eye + (horizon - row) * z / focal; }
    /// The shorter side in pixels.
    float side() const { return float(width < height ? width : height); }
};

} // namespace tarn::scenes
