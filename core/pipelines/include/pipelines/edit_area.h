#pragma once

#include <image/box.h>
#include <image/image.h>
#include <image/inpaint_area.h>
#include <protocol/generate_request.h>

namespace tarn {

/// The part of a picture that the network sees, and the size it sees it at.
struct EditArea {
    Box context; ///< in pixels of the picture
    int width = 0; ///< pixels of the run; those of `context` where nothing is scaled
    int height = 0;

    bool isScaled() const { return width != context.width || height != context.height; }
    bool operator==(const EditArea&) const = default;
};

/// What a network that draws `native` x `native` pixels best sees of a picture of the request's size, of which
/// `selection` is drawn anew. Area "whole" is the picture as it is; "masked" the selection with the request's
/// reach and padding, at least the native size where the picture has it, at full strength with
/// krita-ai-diffusion's context (inpaint_area.h), scaled to the native area in sides that are multiples of
/// `multiple`; "auto" is "whole" for pictures of about the native area, and else "masked". Throws StudioError for
/// an empty selection.
EditArea editArea(const GenerateRequest& request, const Box& selection, int native, int multiple);

/// How far the masks of a request reach: in no direction farther than grow + feather pixels.
MaskReach editReach(const GenerateRequest& request);

/// Throws StudioError for a mask of another size than the picture's.
void requireMaskSize(const Image& mask, int width, int height);

/// The masks of a request for a picture of its size. `mask` is any picture: its alpha where it has one, else its
/// grey. Throws StudioError when it has another size than `width` x `height`, which the picture had in its file,
/// or selects nothing.
InpaintMasks editMasks(const GenerateRequest& request, const Image& mask, int width, int height);

/// A mask at another size: where it shrinks, each pixel is the largest of those it covers, so that no thin line is
/// lost.
Image maskAt(const Image& mask, int width, int height);

} // namespace tarn
