#pragma once

#include <image/image.h>
#include <scenes/scene.h>

#include <span>
#include <string_view>

namespace tarn {

/// What a pixel of `PaintedScene::surfaces` shows.
enum class Surface : std::uint8_t {
    sky,
    sun, ///< or the moon
    grass,
    rock,
    sand,
    snow,
    field,
    water,
    waterfall,
    tree,
    palm,
    thing, ///< which one is in the scene's labels
};

/// Names of the values of `Surface`, in order.
std::span<const std::string_view> surfaceNames();

struct PaintedScene {
    Image picture; ///< RGB, 8 bits
    Image depth; ///< grey, 8 bits: logarithm of the distance, near = 255; the sky is 0
    Image surfaces; ///< grey, 8 bits: a `Surface` for each pixel
    Image sketch; ///< grey, 8 bits: the outlines, white on black, as a scribble ControlNet takes them
};

inline constexpr int smallestSceneSide = 16; ///< pixels
inline constexpr int largestSceneSide = 1024; ///< pixels

/// Paints `scene` on width x height pixels, in this thread alone: any number of threads may paint at once, and the
/// same scene and size give the same bytes everywhere, as only basic arithmetic and square roots are used. The
/// composition keeps to the frame at any aspect. Throws UsageError for a size outside
/// smallestSceneSide ... largestSceneSide.
PaintedScene paint(const Scene& scene, int width, int height);

} // namespace tarn
