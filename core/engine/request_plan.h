#pragma once

#include <pipelines/edit_area.h>
#include <pipelines/memory.h>
#include <protocol/blob.h>
#include <protocol/report.h>

#include <engine/model_shelf.h>

namespace tarn {

/// The picture `reference` in `blob`. Throws StudioError where that is null or no picture.
Image pictureOf(const BlobReference& reference, const Blob& blob);

/// What a forecast needs beside the report.
struct RequestPlan {
    EditArea area; ///< that the networks work on
    double pixelSteps = 0; ///< pixels of the run times steps, over all passes
};

/// Writes into `report` what follows from the request and its model's headers. The request's mask is in `blobs`,
/// where the masks are put. Throws StudioError for what would fail at once; what was known before is in the
/// report.
RequestPlan planRequest(
    const GenerateRequest& request, const KnownModel& model, BlobStore& blobs, PlanReport& report);

/// Says in how many tiles the VAE will work in the memory that the report names. Throws StudioError where the
/// picture does not fit.
void planMemory(const DiffusionModel::Blueprint& blueprint, const MemoryNeed& need, PlanReport& report);

} // namespace tarn
