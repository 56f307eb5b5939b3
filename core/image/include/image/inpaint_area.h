#pragma once

#include <image/box.h>
#include <image/image.h>

#include <cstddef>

namespace tarn {

/// How far the masks of an inpainting reach beyond its selection, in pixels.
struct MaskReach {
    int grow = 0; ///< the denoise mask's border moves outwards
    int feather = 0; ///< and becomes a ramp of this width
    int blend = 0; ///< width of the ramp with which the result is pasted
    int padding = 0; ///< picture taken around the selection

    bool operator==(const MaskReach&) const = default;
};

/// krita-ai-diffusion's defaults (model.py, `get_selection_modifiers` and `calc_selection_pre_process`): with d
/// the diagonal of the selection's box and s the strength (0 to 1), feather = max(int(0.1 s d), round(32 s)), grow
/// = 4 + feather / 2, blend = min(25, grow + feather / 2), padding = max(int(0.1 s d), round(32 s)) + 4 + int(0.06
/// d). Grow and feather end at 499.
MaskReach maskReach(const Box& selection, double strength);

/// The masks that an inpainting works with, all of the picture's size.
struct InpaintMasks {
    Image selection; ///< as it was given
    Image denoise; ///< how much of each pixel is redrawn: `selection` grown, then blurred linearly; a ramp for
                   ///< differential diffusion
    Image paste; ///< how much of the result is pasted: what `denoise` reaches, shrunk and blurred by `blend`
};

/// Both masks are opaque wherever `selection` is, and reach no farther than grow + feather pixels from it. With
/// all reaches 0 `denoise` is the selection itself and `paste` is 255 wherever that is not 0. Differs from
/// krita-ai-diffusion in that growing follows a disc and keeps soft selections soft, where it takes a square and
/// makes them hard.
InpaintMasks inpaintMasks(const Image& selection, const MaskReach& reach);

/// The box of a selection with `padding`, sides multiples of 16 and at least 256, moved into the picture
/// (krita-ai-diffusion, document.py, `create_mask_from_selection`).
Box paddedSelection(const Box& selection, int padding, int imageWidth, int imageHeight, int minimum = 256);

/// The part of the picture that the network sees (krita-ai-diffusion, resolution.py, `compute_bounds`). Below full
/// strength it is `area`; at full strength that is padded by max(longest side of the picture / 16, mean side of
/// the area / 2), less along its longer side, to at least 512 and a multiple of 8. `native` replaces 512 for
/// models of another resolution.
Box contextBox(const Box& area, double strength, int imageWidth, int imageHeight, int native = 512);

/// A1111's "only masked" (processing.py, masking.py): the mask's box and `padding`, ending at the picture's edge,
/// then grown to the aspect of `width` x `height` and moved inside. Empty when the mask is.
Box onlyMaskedBox(const Box& mask, int padding, int width, int height, int imageWidth, int imageHeight);

/// What sizes a model draws well.
struct ResolutionRange {
    int minSide, maxSide; ///< pixels
    double minPixels, maxPixels;

    /// For a model trained on `side` x `side`: up to 768, `side` to 1.5 · `side` and side² to 1.5 · side² pixels
    /// (krita-ai-diffusion's numbers for SD 1.5); above, its numbers for SDXL in proportion.
    static ResolutionRange around(int side);
};

/// The size a network runs at for an area of another size.
struct ResolutionPlan {
    int width = 0; ///< of the first pass; a multiple of `multiple`
    int height = 0;
    double scale = 1; ///< width of the first pass / width of the area
    bool refine = false; ///< a second pass follows, at strength 0.4
    int refinedWidth = 0; ///< of the second pass; of the first where there is none
    int refinedHeight = 0;

    bool operator==(const ResolutionPlan&) const = default;
};

/// krita-ai-diffusion's `prepare_diffusion_input`: an area that is too large is drawn within the range and refined
/// at its own size; one that is too small is drawn at the range's minimum and scaled down; others as they are.
/// Every side is rounded up to `multiple`.
ResolutionPlan planResolution(int width, int height, const ResolutionRange& range, int multiple = 16);

/// The area of `side` x `side` in the aspect of `width` x `height`, each side rounded to `multiple` (InvokeAI's
/// automatic scaling of the bounding box).
ResolutionPlan planNative(int width, int height, int side, int multiple = 8);

} // namespace tarn
