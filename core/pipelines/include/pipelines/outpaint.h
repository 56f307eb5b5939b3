#pragma once

#include <image/box.h>
#include <pipelines/edit_pass.h>

namespace tarn {

/// Where the old picture lies in a request's result. Throws UsageError when the margins leave nothing of it.
Box oldPictureBox(const GenerateRequest& request);

/// The selection is everything outside the old picture; the other two also ramp into it over `blend` pixels along
/// the joined sides.
InpaintMasks outpaintMasks(const GenerateRequest& request);

/// The whole result as a network that draws `native` x `native` pixels best sees it first: as it is where that is
/// about its size or area "whole" is asked for, else at the native area.
EditArea outpaintArea(const GenerateRequest& request, int native, int multiple);

/// An outpainting: the whole result first, for its composition; where that was smaller than it is to be, again and
/// again at twice the scale in overlapping tiles of the native size, each refined at strength 0.4 (which
/// krita-ai-diffusion's second pass has), until it is drawn pixel by pixel. Throws StudioError when that would
/// take thousands of passes.
EditPlan outpaintPlan(const GenerateRequest& request, int native, int multiple, const MakePlan& makePlan);

} // namespace tarn
