#include "network_tensors.h"

#include "model_fault.h"

#include <base/error.h>

#include <algorithm>
#include <limits>

namespace tarn {
namespace {

int third(Piece piece) { return piece == Piece::query ? 0 : piece == Piece::key ? 1 : 2; }
bool isThird(Piece piece) { return piece == Piece::query || piece == Piece::key || piece == Piece::value; }
bool becomesConvolution(const StoredTensor& tensor)
{
    return tensor.piece == Piece::pointwise && tensor.entry->shape.size() == 2;
}

} // namespace

std::vector<std::int64_t> StoredTensor::shape() const
{
    std::vector<std::int64_t> shape = entry->shape;
    if (isThird(piece))
        shape[0] /= 3;
    if (becomesConvolution(*this))
        shape.insert(shape.end(), {1, 1});
    return shape;
}

at::Tensor StoredTensor::values() const
{
    const at::Tensor stored = file->tensor(*entry);
    if (isThird(piece)) {
        const std::int64_t rows = stored.size(0) / 3;
        return stored.narrow(0, rows * third(piece), rows);
    }
    return becomesConvolution(*this) ? stored.unsqueeze(-1).unsqueeze(-1) : stored;
}

void NetworkTensors::add(const std::vector<StoredTensor>& stored, const KeyMap& map, std::string_view prefix)
{
    for (const StoredTensor& tensor : stored) {
        const TensorEntry& entry = *tensor.entry;
        if (!entry.name.starts_with(prefix))
            continue;
        for (InternalName& name : map(entry.name.substr(prefix.size()))) {
            if (isThird(name.piece) && (entry.shape.empty() || entry.shape[0] % 3 != 0))
                throwDamaged(
                    tensor.file->path(), "the tensor " + inQuotes(entry.name) + " is no fused projection");
            const auto [place, inserted] =
                m_tensors.try_emplace(std::move(name.name), StoredTensor{tensor.file, &entry, name.piece});
            if (!inserted)
                throw ModelError("\"" + tensor.file->path().string()
                    + "\" cannot be used: it holds the same tensor twice, as "
                    + inQuotes(place->second.entry->name) + " and as " + inQuotes(entry.name)
                    + "; use another copy of the model.");
        }
    }
}

const StoredTensor* NetworkTensors::find(std::string_view name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

std::vector<std::int64_t> NetworkTensors::shape(std::string_view name) const
{
    const StoredTensor* tensor = find(name);
    return tensor ? tensor->shape() : std::vector<std::int64_t>();
}

int NetworkTensors::size(std::string_view name, std::size_t index) const
{
    const std::vector<std::int64_t> dimensions = shape(name);
    if (index >= dimensions.size() || dimensions[index] > std::numeric_limits<int>::max())
        return 0;
    return int(dimensions[index]);
}

std::string NetworkTensors::firstEndingIn(std::string_view suffix) const
{
    const auto found =
        std::ranges::find_if(m_tensors, [&](const auto& item) { return item.first.ends_with(suffix); });
    return found == m_tensors.end() ? std::string() : found->first;
}

std::int64_t NetworkTensors::parameters() const
{
    std::int64_t count = 0;
    for (const auto& [name, tensor] : m_tensors)
        count += tensor.entry->elements() / (isThird(tensor.piece) ? 3 : 1);
    return count;
}

Keys keysUnder(const std::vector<StoredTensor>& stored, std::string_view prefix)
{
    Keys keys;
    for (const StoredTensor& tensor : stored)
        if (tensor.entry->name.starts_with(prefix))
            keys.push_back(tensor.entry->name.substr(prefix.size()));
    return keys;
}

std::vector<StoredTensor> allTensors(const std::shared_ptr<const MappedTensors>& file)
{
    std::vector<StoredTensor> tensors;
    for (const TensorEntry& entry : file->header().tensors)
        tensors.push_back({file, &entry});
    return tensors;
}

} // namespace tarn
