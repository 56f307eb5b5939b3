#pragma once

#include <image/image.h>

namespace tarn {

/// How pixels of another size are made. All but `nearest` weigh every source pixel under the filter, so shrinking
/// does not alias. `box` is the plain average of the area.
enum class Filter { nearest, box, bilinear, bicubic, lanczos };

/// `image` at another size, at least 1 x 1. Pictures of 8 bits come out bit for bit as Pillow 13's `Image.resize`
/// makes them (22-bit fixed point, rounded to 8 bits between the two passes, colours multiplied by alpha
/// meanwhile), because diffusers prepares its pictures with it. Earlier versions always make the horizontal pass
/// first, and so differ in some samples of pictures that lose many rows. Pictures of 16 bits use the same filters
/// in floating point. Throws StudioError when the result is over limits.h.
Image resized(const Image& image, int width, int height, Filter filter);

/// `resized` with the filter that suits the change: area average where both sides shrink, Lanczos otherwise.
Image resizedSmoothly(const Image& image, int width, int height);

} // namespace tarn
