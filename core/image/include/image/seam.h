#pragma once

#include <image/image.h>

namespace tarn {

/// `drawn` with the colours of its surroundings matched to those of `original`: the mean and the spread of each
/// channel in Lab, measured where `mask` is below 128, in a ring of `ring` pixels around it (the whole rest where
/// `ring` is 0), are moved to the original's, everywhere. This is krita-ai-diffusion's match
/// ("INPAINT_ColorMatch"), which measures the whole rest. All have one size; RGB of 8 bits. As it is when nothing
/// is unmasked.
Image colourMatched(const Image& drawn, const Image& original, const Image& mask, int ring = 0);

/// How visible the border of `mask` is in `picture` (any kind): the mean difference between neighbouring pixels on
/// both sides of the border, over that between pixels in the same direction 2 to 8 pixels away from it, less 1;
/// never below 0. Both are eased by two levels of 255, so that flat areas do not count as sharp. 0 is no seam; 1
/// is a border with twice the contrast of what is around it. Of a soft mask the borders at 1, 128 and 255 are
/// measured and the strongest is given. 0 when the mask has no border inside the picture.
double seamOf(const Image& picture, const Image& mask);

} // namespace tarn
