#pragma once

#include <weights/safetensors.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// What a safetensors header says, its spelling checked but not yet its sense: offsets count from the start of
/// the data, in the order of the text.
struct DeclaredTensors {
    std::vector<TensorEntry> tensors;
    std::map<std::string, std::string> metadata;
};

/// Reads the header's JSON without building it in memory first. Refuses what the format does not know: other
/// fields, deeper nesting, a name twice, a number that is no size. Throws ModelError naming `path` and the tensor.
DeclaredTensors readHeaderJson(std::string_view json, const std::filesystem::path& path);

} // namespace tarn
