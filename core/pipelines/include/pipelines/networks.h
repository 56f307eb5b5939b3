#pragma once

#include <pipelines/control_net.h>
#include <pipelines/depth_map.h>
#include <pipelines/diffusion_model.h>

#include <memory>
#include <string>
#include <vector>

namespace tarn {

/// The networks that a request is drawn with, loaded, and shared with whoever else draws.
struct Networks {
    std::shared_ptr<const DiffusionModel> model;
    std::vector<std::shared_ptr<const ControlNet>> controls; ///< one for each of the request's controls
    std::shared_ptr<const DepthEstimator> depth; ///< where the request `needsEstimator`, else null
};

/// The dtype that networks compute in where nobody asks for one: "fp16" on a card, on the CPU what it is fast in.
std::string usualDtype(at::Device device);

/// What networks compute in: "fp32", "bf16" or "fp16". Throws UsageError for another name.
at::ScalarType dtypeOf(const std::string& name);

} // namespace tarn
