#pragma once

#include <image/box.h>
#include <image/image.h>

namespace tarn {

inline Box boundsOf(const Image& image) { return {0, 0, image.width, image.height}; }

/// The part of `image` inside `box`, which must lie within it.
Image cropped(const Image& image, const Box& box);

/// Pixels added on each side.
struct Margins {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;

    bool operator==(const Margins&) const = default;
};

/// `image` with its edge pixels repeated outwards. Throws StudioError when the result is over limits.h.
Image paddedByEdges(const Image& image, const Margins& margins);
/// The same with every sample of the margins set to `value` (of the picture's depth).
Image paddedBy(const Image& image, const Margins& margins, unsigned value);

/// What must be added at the right and at the bottom until both sides are multiples of `multiple`.
Margins marginsToMultiple(int width, int height, int multiple);

Image flippedHorizontally(const Image& image);
Image flippedVertically(const Image& image);

/// `image` as EXIF's orientation 1 to 8 wants it shown; 5 to 8 swap the sides. Other values change nothing.
Image oriented(Image image, int exifOrientation);

} // namespace tarn
