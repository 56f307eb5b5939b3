#pragma once

#include <image/image.h>
#include <pipelines/diffusion_model.h>

namespace tarn {

/// Throws NotFinite, saying what `what` (latents, picture) came out as, where x holds values that are no numbers.
void requireFinite(const at::Tensor& x, const char* what, at::ScalarType dtype);

/// Latents in the UNet's scale -> their picture, [1, 3, height, width], 0 … 1, cut from what was padded. `tile` as
/// DiffusionModel::decode takes it. Throws NotFinite, Cancelled.
at::Tensor decodedPicture(const DiffusionModel& model, const at::Tensor& latents, int width, int height, int tile);

} // namespace tarn
