#pragma once

#include "network_tensors.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tarn {

/// One network's folder inside a diffusers model.
struct Component {
    nlohmann::json config;
    std::vector<std::shared_ptr<const MappedTensors>> files; ///< sorted by name
    std::vector<StoredTensor> tensors;
};

/// Opens the tensor files of `folder`: STEM.safetensors, a sharded STEM.safetensors.index.json, or their fp16
/// variants. Shards outside the folder, by name or by link, are refused, but for the same network's of a model
/// beside this one. Throws ModelError.
Component openComponent(const std::filesystem::path& folder, const std::string& stem);

} // namespace tarn
