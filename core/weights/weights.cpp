#include <base/error.h>
#include <weights/weights.h>

namespace tarn {

void WeightTable::insert(std::string name, at::Tensor tensor)
{
    const auto [place, inserted] = m_params.try_emplace(std::move(name), std::move(tensor));
    if (!inserted)
        throw ModelError("This model has the tensor \"" + place->first + "\" twice; download it again.");
}

const Param* WeightTable::find(std::string_view name) const
{
    const auto found = m_params.find(name);
    return found == m_params.end() ? nullptr : &found->second;
}

std::vector<std::string> WeightTable::unasked() const
{
    std::vector<std::string> names;
    for (const auto& [name, param] : m_params)
        if (!param.wasAskedFor())
            names.push_back(name);
    return names;
}

void WeightTable::markAskedAsIn(const WeightTable& other) const
{
    for (const auto& [name, param] : m_params)
        if (const Param* twin = other.find(name); twin && twin->wasAskedFor())
            param.markAskedFor();
}

std::string Weights::key(std::string_view name) const
{
    if (m_prefix.empty())
        return std::string(name);
    return name.empty() ? m_prefix : m_prefix + "." + std::string(name);
}

const Param& Weights::at(std::string_view name) const
{
    if (const Param* param = find(name))
        return *param;
    throw ModelError("This model has no tensor \"" + key(name) + "\", which its network needs.");
}

bool Weights::hasAny(std::string_view name) const
{
    const std::string prefix = key(name) + ".";
    const auto next = m_table->lowerBound(prefix);
    return next != m_table->end() && next->first.starts_with(prefix);
}

int Weights::count(std::string_view name) const
{
    int n = 0;
    while (hasAny(std::string(name) + "." + std::to_string(n)))
        ++n;
    return n;
}

at::IntArrayRef Weights::shape(std::string_view name) const
{
    if (const Param* param = find(name))
        return param->shape();
    throw ModelError("This model has no tensor \"" + key(name) + "\", which its network needs.");
}

} // namespace tarn
