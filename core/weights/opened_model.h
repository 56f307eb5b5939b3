#pragma once

#include "network_tensors.h"

#include <weights/checkpoint.h>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tarn {

/// One network of a model: its tensors, its config.json and the files they are in.
struct OpenedPart {
    NetworkTensors tensors;
    nlohmann::json config;
    std::vector<std::filesystem::path> files;
};

/// What either layout comes down to.
struct OpenedModel {
    ModelDescription description;
    std::map<Part, OpenedPart> parts;
    nlohmann::json scheduler = nlohmann::json::object();
    std::optional<std::filesystem::path> tokenizer;
};

/// `path` is a folder with model_index.json, or of a single network that stands alone. Throws ModelError.
OpenedModel openModelFolder(const std::filesystem::path& path);

/// `path` is one .safetensors file. Throws ModelError.
OpenedModel openSingleFile(const std::filesystem::path& path);

} // namespace tarn
