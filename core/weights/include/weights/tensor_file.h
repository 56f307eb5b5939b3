#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

namespace tarn {

/// The whole content of one safetensors file.
struct TensorFile {
    std::map<std::string, at::Tensor> tensors;
    std::map<std::string, std::string> metadata;
};

/// Reads every tensor of a safetensors file into memory of its own, in its own dtype. Throws ModelError.
TensorFile readTensorFile(const std::filesystem::path& path);

/// Writes a safetensors file: names sorted, data without holes, written durably. Throws StudioError.
void writeTensorFile(const std::filesystem::path& path, const TensorFile& content);

} // namespace tarn
