#pragma once

#include <ATen/core/Tensor.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// One named tensor of a network. Only nn/ looks inside, so that a new way of storing weights changes one folder.
class Param {
public:
    explicit Param(at::Tensor dense)
        : m_shape(dense.sizes().vec())
        , m_tensor(std::move(dense))
    {
    }

    /// The tensor as it is computed with; marks it as asked for. Not for one that `packed` was called on.
    const at::Tensor& dense() const
    {
        markAskedFor();
        return m_tensor;
    }
    /// The tensor in the layout that a kernel wants: made by `pack` in the first call, of any thread, and kept in
    /// place of the dense one. Marks it as asked for.
    template <typename Pack> const at::Tensor& packed(const Pack& pack) const
    {
        markAskedFor();
        std::call_once(m_packing, [&] { m_tensor = pack(m_tensor); });
        return m_tensor;
    }

    /// The dense tensor's shape, without marking it.
    at::IntArrayRef shape() const { return m_shape; }
    bool wasAskedFor() const { return m_asked.load(std::memory_order_relaxed); }
    void markAskedFor() const { m_asked.store(true, std::memory_order_relaxed); }

private:
    std::vector<std::int64_t> m_shape; // a packed tensor may have another one
    mutable at::Tensor m_tensor;
    mutable std::once_flag m_packing;
    mutable std::atomic<bool> m_asked = false;
};

/// All tensors of one network by their internal names (DESIGN.md: LDM names for UNets and VAEs, transformers names
/// for CLIP). On the meta device it is a model whose shapes are known and whose bytes are not read.
class WeightTable {
public:
    /// Throws ModelError when `name` is there already.
    void insert(std::string name, at::Tensor tensor);
    const Param* find(std::string_view name) const;
    std::size_t size() const { return m_params.size(); }

    auto begin() const { return m_params.begin(); }
    auto end() const { return m_params.end(); }
    /// The first tensor whose name is not before `name`.
    auto lowerBound(std::string_view name) const { return m_params.lower_bound(name); }

    /// The names that no network has asked for so far, sorted.
    std::vector<std::string> unasked() const;
    /// Takes over what was asked for in `other`, typically a dry run of the same network on the meta device.
    void markAskedAsIn(const WeightTable& other) const;

private:
    std::map<std::string, Param, std::less<>> m_params;
};

/// A place in a WeightTable: everything below one prefix. A network is functions over it (STYLE.md).
class Weights {
public:
    explicit Weights(const WeightTable& table, std::string prefix = {})
        : m_table(&table)
        , m_prefix(std::move(prefix))
    {
    }

    Weights operator[](std::string_view name) const { return Weights(*m_table, key(name)); }
    Weights operator[](int index) const { return Weights(*m_table, key(std::to_string(index))); }

    /// The tensor `name` below this place. Throws ModelError naming the whole key when the model has none.
    const Param& at(std::string_view name) const;
    const Param* find(std::string_view name) const { return m_table->find(key(name)); }
    bool has(std::string_view name) const { return find(name) != nullptr; }
    /// Whether any tensor lies below `name`.
    bool hasAny(std::string_view name) const;
    /// How many of name.0, name.1, … have tensors below them.
    int count(std::string_view name) const;
    /// Shape of `name`. Throws ModelError as `at` does. Does not mark it as asked for.
    at::IntArrayRef shape(std::string_view name) const;

    std::string key(std::string_view name) const;

private:
    const WeightTable* m_table;
    std::string m_prefix;
};

} // namespace tarn
