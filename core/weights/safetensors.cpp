#include "foreign_file.h"
#include "header_json.h"
#include "model_fault.h"

#include <base/error.h>
#include <weights/limits.h>
#include <weights/safetensors.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace tarn {
namespace {

constexpr std::size_t lengthBytes = 8;

std::uint64_t headerLength(std::span<const std::byte> file)
{
    std::uint64_t length = 0;
    for (std::size_t i = lengthBytes; i-- > 0;)
        length = length << 8 | std::to_integer<std::uint64_t>(file[i]);
    return length;
}

/// The header's text, once its length makes sense.
std::string_view headerText(std::span<const std::byte> file, const std::filesystem::path& path)
{
    if (file.empty())
        throw ModelError("\"" + path.string() + "\" is empty. Download it again.");
    const bool whole = file.size() > lengthBytes;
    const bool startsWell = !whole || file[lengthBytes] == std::byte('{');
    const std::uint64_t length = file.size() < lengthBytes ? 0 : headerLength(file);
    if (whole ? !startsWell || length > modelLimits::headerBytes : isPickleExtension(path.extension()))
        throwIfForeign(file, path);
    if (file.size() < lengthBytes)
        throwIncomplete(path, file.size(), lengthBytes, " of the header's length");
    if (length > modelLimits::headerBytes)
        throwDamaged(
            path, "it claims a header of " + std::to_string(length) + " bytes, more than the format allows");
    if (!startsWell || length < 2)
        throw ModelError(
            "\"" + path.string() + "\" is no safetensors file; choose another, or download it again.");
    if (length > file.size() - lengthBytes)
        throwIncomplete(path, file.size(), lengthBytes + length, " of the header alone");
    return {reinterpret_cast<const char*>(file.data()) + lengthBytes, std::size_t(length)};
}

/// The bytes that the declared shape and type take. Throws when they cannot be counted in 63 bits.
std::uint64_t bytesOf(const TensorEntry& tensor, const std::filesystem::path& path)
{
    const auto fault = [&](const char* what) { throwDamaged(path, "the tensor " + inQuotes(tensor.name) + what); };
    std::int64_t nonZero = 1;
    for (const std::int64_t dimension : tensor.shape)
        if (dimension != 0 && __builtin_mul_overflow(nonZero, dimension, &nonZero))
            fault(" has a shape that is too large");
    if (__builtin_mul_overflow(nonZero, std::int64_t(tensor.type.bits), &nonZero))
        fault(" has a shape that is too large");
    const std::uint64_t bits = std::uint64_t(tensor.elements()) * tensor.type.bits;
    if (bits % 8 != 0)
        fault(" does not fill whole bytes");
    return bits / 8;
}

/// The data must be there without a hole or an overlap, from the first byte after the header to the last of the
/// file.
void checkLayout(const std::vector<TensorEntry>& tensors, std::uint64_t dataStart, std::uint64_t fileSize,
    const std::filesystem::path& path)
{
    std::vector<const TensorEntry*> order;
    for (const TensorEntry& tensor : tensors)
        order.push_back(&tensor);
    std::ranges::sort(order, {}, [](const TensorEntry* t) { return std::pair(t->begin, t->end); });

    std::uint64_t reached = 0;
    const TensorEntry* cut = nullptr;
    for (const TensorEntry* tensor : order) {
        const auto fault = [&](const char* what) {
            throwDamaged(path, "the tensor " + inQuotes(tensor->name) + what);
        };
        if (tensor->begin > tensor->end)
            fault(" ends before it begins");
        if (tensor->end - tensor->begin != bytesOf(*tensor, path))
            fault(" has a size that its shape and type do not give");
        if (tensor->begin < reached)
            fault(" overlaps the one before it");
        if (tensor->begin > reached)
            fault(" comes after a hole in the data");
        reached = tensor->end;
        if (reached > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
            fault(" ends beyond what a file can hold");
        if (!cut && reached > fileSize - dataStart)
            cut = tensor;
    }
    if (cut)
        throwIncomplete(path, fileSize, dataStart + reached, ", cut off in the tensor " + inQuotes(cut->name));
    if (reached < fileSize - dataStart)
        throwDamaged(
            path, std::to_string(fileSize - dataStart - reached) + " bytes at its end belong to no tensor");
}

} // namespace

std::span<const TensorType> tensorTypes()
{
    static constexpr TensorType types[] = {{"BOOL", 8}, {"U8", 8}, {"I8", 8}, {"U16", 16}, {"I16", 16},
        {"U32", 32}, {"I32", 32}, {"U64", 64}, {"I64", 64}, {"F16", 16}, {"BF16", 16}, {"F32", 32}, {"F64", 64},
        {"C64", 64}, {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8},
        {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4}};
    return types;
}

std::int64_t TensorEntry::elements() const
{
    if (std::ranges::find(shape, 0) != shape.end())
        return 0;
    return std::accumulate(shape.begin(), shape.end(), std::int64_t(1), std::multiplies());
}

const TensorEntry* SafetensorsHeader::find(std::string_view name) const
{
    const auto found = std::ranges::lower_bound(tensors, name, {}, &TensorEntry::name);
    return found != tensors.end() && found->name == name ? &*found : nullptr;
}

SafetensorsHeader parseSafetensorsHeader(std::span<const std::byte> file, const std::filesystem::path& path)
{
    const std::string_view json = headerText(file, path);
    if (json.find('\0') != std::string_view::npos) // which the JSON parser takes for the end
        throwDamaged(path, "its header has a NUL inside");
    DeclaredTensors declared = readHeaderJson(json, path);
    const std::uint64_t dataStart = lengthBytes + json.size();
    checkLayout(declared.tensors, dataStart, file.size(), path);
    for (TensorEntry& tensor : declared.tensors) {
        tensor.begin += dataStart;
        tensor.end += dataStart;
    }
    std::ranges::sort(declared.tensors, {}, &TensorEntry::name);
    return {std::move(declared.tensors), std::move(declared.metadata)};
}

} // namespace tarn
