#pragma once

#include <weights/tensor_file.h>

#include <filesystem>
#include <functional>
#include <string>

namespace test {

/// Copies a model, folder or file, so that it can be changed.
void copyModel(const std::filesystem::path& from, const std::filesystem::path& to);

/// Puts every tensor of a safetensors file under the name that `rename` gives it.
void renameTensors(
    const std::filesystem::path& file, const std::function<std::string(const std::string&)>& rename);

/// Adds tensors to a safetensors file.
void addTensors(const std::filesystem::path& file, const std::map<std::string, at::Tensor>& tensors);

/// A folder with one tensor for each part and every config: enough to be opened, described and refused.
void writeSmallestModel(const std::filesystem::path& folder);

void writeText(const std::filesystem::path& file, const std::string& text);

} // namespace test
