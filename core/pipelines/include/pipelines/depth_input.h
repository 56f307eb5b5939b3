#pragma once

#include <image/image.h>
#include <pipelines/depth_map.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/edit_area.h>
#include <protocol/generate_request.h>

#include <ATen/core/Tensor.h>

namespace tarn {

/// Whether the model's network sees a depth map behind the latents.
bool takesDepth(const DiffusionModel::Blueprint& blueprint);

/// Throws StudioError where the model and the request do not fit: a model that needs something beside text and
/// picture that the request does not have, or a request with a depth map for a model without.
void requireDepthFits(const ModelDescription& model, const DiffusionModel::Blueprint& blueprint, bool hasEstimator,
    const GenerateRequest& request);

/// Whether drawing the request takes the model's depth estimator.
bool needsEstimator(const DiffusionModel::Blueprint& blueprint, const GenerateRequest& request);

/// The estimate of `picture`, of the request's size, for `depthChannel`; `factor` is the VAE's. Throws Cancelled.
at::Tensor estimatedDepth(
    const DepthEstimator& estimator, const GenerateRequest& request, const Image& picture, int factor);

/// What a depth model sees behind the latents, [1, 1, h, w], -1 (far) … 1 (near). `map` [1, 1, H, W] is of the
/// whole picture, in any size and scale; of it `area` is shown, padded as the picture is to multiples of `factor`.
at::Tensor depthChannel(const at::Tensor& map, const GenerateRequest& request, const EditArea& area, int factor,
    std::int64_t height, std::int64_t width);

} // namespace tarn
