#pragma once

#include <pipelines/edit_area.h>
#include <sampling/plan.h>

#include <functional>
#include <vector>

namespace tarn {

/// One area of a picture that is drawn anew in part.
struct EditPass {
    EditArea area;
    GenerateRequest request; ///< with the strength and the fill of this pass
    SamplingPlan plan;
    bool refines = false; ///< a tile of a picture that is there already, which fades into its neighbours
};

/// What an inpainting or outpainting does, in order.
struct EditPlan {
    /// Of the whole picture. With more than one pass everything that `paste` touches is drawn, and mixed with the
    /// old at the end.
    InpaintMasks masks;
    std::vector<EditPass> passes;
};

/// The masks of a pass, of the size of its area's context; `selection` is empty here.
InpaintMasks masksOf(const EditPlan& plan, const EditPass& pass);

/// What makes the plan of a pass: `samplingPlanOf` for a model.
using MakePlan = std::function<SamplingPlan(const GenerateRequest&)>;

/// An inpainting in one pass. `mask` as `editMasks` takes it, of a picture that was `width` x `height` in its
/// file; `native` and `multiple` as `editArea` takes them. Throws StudioError.
EditPlan inpaintPlan(const GenerateRequest& request, const Image& mask, int width, int height, int native,
    int multiple, const MakePlan& makePlan);

/// How an inpainting or outpainting went.
struct EditReport {
    Box context; ///< the part of the picture that the network saw first
    int width = 0; ///< pixels that it was drawn at
    int height = 0;
    int passes = 1;
    Box pasted; ///< around all pixels that may have changed
    double reach = 0; ///< pixels that the paste mask reaches beyond the selection
    double seam = 0; ///< image/seam.h's measure of its border in the result
};

/// What `plan` did to the picture that became `result`.
EditReport reportOn(const EditPlan& plan, const Image& result);

} // namespace tarn
