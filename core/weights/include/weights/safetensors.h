#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// An element type of the safetensors format.
struct TensorType {
    std::string_view name; ///< as the header spells it: "F16"
    unsigned bits; ///< of one element; below 8 several share a byte
};

/// Every element type of the format.
std::span<const TensorType> tensorTypes();

/// One tensor as a safetensors header declares it.
struct TensorEntry {
    std::string name;
    TensorType type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0; ///< of its first byte, counted from the start of the file
    std::uint64_t end = 0; ///< one past its last byte

    std::int64_t elements() const;
};

struct SafetensorsHeader {
    std::vector<TensorEntry> tensors; ///< sorted by name
    std::map<std::string, std::string> metadata;

    /// The tensor `name`, or null.
    const TensorEntry* find(std::string_view name) const;
};

/// Reads the header of a safetensors file and checks every rule of the format: bounds, types, sizes, data without
/// holes or overlaps up to the end of the file. `file` is all its bytes, typically mapped, of which only the
/// header's are touched; `path` is for messages. Throws ModelError with one sentence, also for what is no
/// safetensors file at all: a pickle, an LFS pointer, a web page.
SafetensorsHeader parseSafetensorsHeader(std::span<const std::byte> file, const std::filesystem::path& path);

} // namespace tarn
