#include "model_fault.h"

#include <base/error.h>
#include <weights/mapped_tensors.h>

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cstring>

namespace tarn {
namespace {

struct Pair {
    std::string_view name;
    at::ScalarType type;
};

/// F4 and F6 have no counterpart that LibTorch computes with.
constexpr Pair pairs[] = {{"BOOL", at::kBool}, {"U8", at::kByte}, {"I8", at::kChar}, {"U16", at::kUInt16},
    {"I16", at::kShort}, {"U32", at::kUInt32}, {"I32", at::kInt}, {"U64", at::kUInt64}, {"I64", at::kLong},
    {"F16", at::kHalf}, {"BF16", at::kBFloat16}, {"F32", at::kFloat}, {"F64", at::kDouble},
    {"C64", at::kComplexFloat}, {"F8_E4M3", at::kFloat8_e4m3fn}, {"F8_E5M2", at::kFloat8_e5m2},
    {"F8_E8M0", at::kFloat8_e8m0fnu}, {"F8_E4M3FNUZ", at::kFloat8_e4m3fnuz},
    {"F8_E5M2FNUZ", at::kFloat8_e5m2fnuz}};

} // namespace

at::ScalarType scalarType(const TensorType& type)
{
    const auto found = std::ranges::find(pairs, type.name, &Pair::name);
    return found == std::end(pairs) ? at::ScalarType::Undefined : found->type;
}

TensorType tensorType(at::ScalarType type)
{
    const auto pair = std::ranges::find(pairs, type, &Pair::type);
    if (pair == std::end(pairs))
        return {};
    return *std::ranges::find(tensorTypes(), pair->name, &TensorType::name);
}

MappedTensors::MappedTensors(const std::filesystem::path& path)
    : m_file(std::make_shared<MappedFile>(path))
    , m_header(parseSafetensorsHeader(m_file->bytes(), path))
{
}

at::Tensor MappedTensors::tensor(const TensorEntry& entry) const
{
    const at::ScalarType type = scalarType(entry.type);
    if (type == at::ScalarType::Undefined)
        throw ModelError("\"" + path().string() + "\" cannot be used: its tensor " + inQuotes(entry.name)
            + " is of the type " + std::string(entry.type.name) + "; use a version of the model in fp16 or bf16.");
    const std::byte* data = m_file->bytes().data() + entry.begin;
    if (reinterpret_cast<std::uintptr_t>(data) % c10::elementSize(type) != 0) {
        at::Tensor copy = at::empty(entry.shape, type);
        std::memcpy(copy.mutable_data_ptr(), data, entry.end - entry.begin);
        return copy;
    }
    return at::from_blob(
        const_cast<std::byte*>(data), entry.shape, [file = m_file](void*) {}, type);
}

} // namespace tarn
