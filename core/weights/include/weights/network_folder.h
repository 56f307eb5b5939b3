#pragma once

#include <weights/checkpoint.h>

#include <ATen/core/Tensor.h>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace tarn {

/// One network as diffusers and transformers keep it in a folder of its own: config.json beside its tensors.
struct NetworkFolder {
    nlohmann::json config;
    std::map<std::string, at::Tensor> tensors; ///< by internal name
};

/// Reads the network in `folder`, which may stand alone or inside a model: fp32 copies. Throws ModelError.
NetworkFolder readNetworkFolder(const std::filesystem::path& folder, Part part);

/// Writes `network` into `folder`, which is made where it is missing, under the names that diffusers and
/// transformers give its tensors, converted to `dtype`. Each file is written durably, the tensors first. Throws
/// StudioError.
void writeNetworkFolder(
    const std::filesystem::path& folder, Part part, const NetworkFolder& network, at::ScalarType dtype);

} // namespace tarn
