#pragma once

#include <image/box.h>
#include <image/image.h>

namespace tarn {

/// `original` with `drawn` blended into `box` by `paste`, a mask of the box's size. Of another size, `drawn` is
/// scaled to the box first. Where `paste` is 0 the original's samples stay bit for bit, in their own depth and
/// alpha; where it is 255 the drawn ones come through; between, both mix in the original's depth, weighed by alpha
/// as well, so the colour under a transparent pixel does not bleed. Drawn pixels without alpha are opaque, so
/// holes get filled. A grey original becomes RGB when `drawn` has colours. Stitching back what was cropped gives
/// the original, whatever the mask.
///
/// Throws StudioError when `paste` has another size than `box`.
Image stitched(const Image& original, const Box& box, const Image& drawn, const Image& paste);

} // namespace tarn
