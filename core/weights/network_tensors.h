#pragma once

#include "key_map.h"

#include <weights/mapped_tensors.h>

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// A tensor still in its file.
struct StoredTensor {
    std::shared_ptr<const MappedTensors> file;
    const TensorEntry* entry; ///< one of `file`
    Piece piece = Piece::whole;

    /// Its shape under its internal name.
    std::vector<std::int64_t> shape() const;
    /// Its values in their own type, mostly without a copy. Throws ModelError.
    at::Tensor values() const;
};

/// The tensors of one network by their internal names, still in their files.
class NetworkTensors {
public:
    /// Adds all of `stored` under the names that `map` gives them. Throws ModelError when two get the same name,
    /// or when a fused projection cannot be split.
    void add(const std::vector<StoredTensor>& stored, const KeyMap& map, std::string_view prefix = {});

    const StoredTensor* find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name) != nullptr; }
    /// The shape of `name`; empty when there is no such tensor.
    std::vector<std::int64_t> shape(std::string_view name) const;
    /// Dimension `index` of `name`; 0 when there is no such tensor or dimension.
    int size(std::string_view name, std::size_t index) const;
    /// The first name, in sorted order, that ends in `suffix`; empty for none.
    std::string firstEndingIn(std::string_view suffix) const;
    std::int64_t parameters() const;

    bool empty() const { return m_tensors.empty(); }
    auto begin() const { return m_tensors.begin(); }
    auto end() const { return m_tensors.end(); }

private:
    std::map<std::string, StoredTensor, std::less<>> m_tensors;
};

/// The keys of `stored` that begin with `prefix`, which is taken off.
Keys keysUnder(const std::vector<StoredTensor>& stored, std::string_view prefix);

/// All tensors of one file, in the order of their names.
std::vector<StoredTensor> allTensors(const std::shared_ptr<const MappedTensors>& file);

} // namespace tarn
