#pragma once

#include <pipelines/handed_tensors.h>
#include <pipelines/picture_job.h>

#include <cli/generate_options.h>
#include <cli/progress.h>

namespace tarn {

/// A model as a request refers to it.
ModelReference referenceTo(const Checkpoint& checkpoint);

/// Looks in what flags name. `pictures` must outlive it. It throws StudioError for a picture that is not there.
PictureLookup lookupIn(const NamedPictures& pictures);

/// Loads what the run's request needs onto `device`, draws its pictures, writes their files and tells of each. A
/// picture whose numbers leave the range of its dtype is drawn once more in fp32, one that memory ran out at once
/// more in smaller tiles. Throws StudioError, Cancelled.
void drawPictures(const RequestedRun& run, const GenerateOptions& options, const HandedTensors& handed,
    Checkpoint checkpoint, at::Device device, Progress& progress);

} // namespace tarn
