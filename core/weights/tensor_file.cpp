#include "model_fault.h"

#include <base/durable_file.h>
#include <base/error.h>
#include <weights/limits.h>
#include <weights/mapped_tensors.h>
#include <weights/tensor_file.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace tarn {
namespace {

constexpr std::size_t headerAlignment = 8;

using Item = std::pair<const std::string, at::Tensor>;

/// The order of the data: wide elements first, so that every tensor is aligned without a hole, then by name.
std::vector<const Item*> dataOrder(const std::map<std::string, at::Tensor>& tensors)
{
    std::vector<const Item*> order;
    for (const Item& item : tensors)
        order.push_back(&item);
    std::ranges::stable_sort(
        order, std::ranges::greater(), [](const Item* item) { return item->second.element_size(); });
    return order;
}

void checkWritable(const Item& item, const std::filesystem::path& path)
{
    const auto& [name, tensor] = item;
    const auto refuse = [&](const std::string& why) {
        throw StudioError(
            "\"" + path.string() + "\" cannot be written: the tensor " + inQuotes(name) + " " + why + ".");
    };
    if (name.empty() || name.size() > modelLimits::nameBytes || name == "__metadata__")
        refuse("has a name that the format does not allow; use another");
    if (tensorType(tensor.scalar_type()).name.empty())
        refuse("is of a type that the format does not know; convert it to float32 first");
}

std::string headerFor(const TensorFile& content, const std::vector<const Item*>& order)
{
    nlohmann::json header = nlohmann::json::object();
    if (!content.metadata.empty())
        header["__metadata__"] = content.metadata;
    std::uint64_t begin = 0;
    for (const Item* item : order) {
        const auto& [name, tensor] = *item;
        const std::uint64_t end = begin + tensor.nbytes();
        header[name] = {{"dtype", tensorType(tensor.scalar_type()).name}, {"shape", tensor.sizes().vec()},
            {"data_offsets", {begin, end}}};
        begin = end;
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.append((headerAlignment - text.size() % headerAlignment) % headerAlignment, ' ');
    return text;
}

} // namespace

TensorFile readTensorFile(const std::filesystem::path& path)
{
    const MappedTensors file(path);
    TensorFile content{{}, file.header().metadata};
    for (const TensorEntry& entry : file.header().tensors)
        content.tensors.emplace(entry.name, file.tensor(entry).clone());
    return content;
}

void writeTensorFile(const std::filesystem::path& path, const TensorFile& content)
{
    for (const Item& item : content.tensors)
        checkWritable(item, path);
    const std::vector<const Item*> order = dataOrder(content.tensors);
    const std::string header = headerFor(content, order);

    DurableFile out(path);
    std::byte length[8];
    for (std::size_t i = 0; i < sizeof length; ++i)
        length[i] = std::byte(header.size() >> (8 * i));
    out.write(length);
    out.write(header);
    for (const Item* item : order) {
        const at::Tensor plain = item->second.detach().cpu().contiguous();
        out.write(std::as_bytes(std::span(static_cast<const char*>(plain.const_data_ptr()), plain.nbytes())));
    }
    out.commit();
}

} // namespace tarn
