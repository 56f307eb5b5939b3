#pragma once

#include <base/mapped_file.h>
#include <weights/safetensors.h>

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>

namespace tarn {

/// A safetensors file whose header is read and checked, and whose tensors are mapped but untouched.
class MappedTensors {
public:
    /// Throws ModelError (weights/safetensors.h), or StudioError when there is no such file.
    explicit MappedTensors(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_file->path(); }
    std::uint64_t bytes() const { return m_file->bytes().size(); }
    const SafetensorsHeader& header() const { return m_header; }

    /// The tensor of `entry`, one of this file's, without copying it: read-only, and it keeps the mapping alive. A
    /// tensor whose place in the file does not suit its type is copied. Throws ModelError for an element type
    /// that cannot be computed with (F4, F6).
    at::Tensor tensor(const TensorEntry& entry) const;

private:
    std::shared_ptr<const MappedFile> m_file;
    SafetensorsHeader m_header;
};

/// LibTorch's element type for one of the format's, or Undefined where it has none; and back, with an empty name.
at::ScalarType scalarType(const TensorType& type);
TensorType tensorType(at::ScalarType type);

} // namespace tarn
