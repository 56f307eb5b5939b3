#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

namespace tarn {

/// Tensors that replace what a run would draw or compute, so that a run of another program can be repeated exactly
/// (DESIGN.md, "The command line"). Each is [N, …] with one row per picture of the run; a single row serves all.
class HandedTensors {
public:
    HandedTensors() = default;
    /// Reads --tensors-in. Throws ModelError for a broken file, UsageError for a tensor of an unknown name.
    explicit HandedTensors(const std::filesystem::path& file);

    /// The rows of picture `index`, as [1, …] fp32, or undefined when `name` was not handed in. Throws UsageError
    /// when the shape is not `expected`.
    at::Tensor picture(const std::string& name, std::int64_t index, at::IntArrayRef expected) const;
    /// noise.step.K of picture `index`, by K.
    std::map<int, at::Tensor> steps(std::int64_t index, at::IntArrayRef expected) const;
    /// The text embedding as it is, [1 or 2, T, C] fp32, or undefined.
    at::Tensor context() const;

private:
    std::map<std::string, at::Tensor> m_tensors;
};

} // namespace tarn
