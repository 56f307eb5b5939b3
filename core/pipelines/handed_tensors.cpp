#include <base/error.h>
#include <pipelines/handed_tensors.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <sstream>

namespace tarn {
namespace {

constexpr std::array knownNames{
    "noise.init", "noise.vae.image", "noise.vae.masked", "noise.lowres", "context", "depth"};
constexpr std::string_view stepPrefix = "noise.step.";

std::optional<int> stepNumber(std::string_view name)
{
    int number = 0;
    if (!name.starts_with(stepPrefix))
        return {};
    const char* const end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data() + stepPrefix.size(), end, number);
    return error == std::errc() && stop == end && number >= 0 ? std::optional(number) : std::nullopt;
}

} // namespace

HandedTensors::HandedTensors(const std::filesystem::path& file)
{
    for (auto& [name, tensor] : readTensorFile(file).tensors) {
        if (std::ranges::find(knownNames, name) == knownNames.end() && !stepNumber(name))
            throw UsageError("\"" + file.string() + "\" holds a tensor \"" + name
                + "\", which --tensors-in does not know; it takes noise.init, noise.step.K, context and the "
                  "like.");
        m_tensors.emplace(name, tensor.to(at::kFloat));
    }
}

at::Tensor HandedTensors::picture(const std::string& name, std::int64_t index, at::IntArrayRef expected) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        return {};
    const at::Tensor& all = found->second;
    const bool fits = all.dim() == std::int64_t(expected.size()) && all.size(0) > 0
        && all.sizes().slice(1) == expected.slice(1) && (all.size(0) == 1 || index < all.size(0));
    if (!fits) {
        std::ostringstream text;
        text << "The tensor \"" << name << "\" of --tensors-in has the shape " << all.sizes()
             << " where this run needs " << expected << " for each picture; write it for this size and model.";
        throw UsageError(text.str());
    }
    return all.size(0) == 1 ? all : all.narrow(0, index, 1);
}

std::map<int, at::Tensor> HandedTensors::steps(std::int64_t index, at::IntArrayRef expected) const
{
    std::map<int, at::Tensor> draws;
    for (const auto& [name, tensor] : m_tensors)
        if (const auto number = stepNumber(name))
            draws.emplace(*number, picture(name, index, expected));
    return draws;
}

at::Tensor HandedTensors::context() const
{
    const auto found = m_tensors.find("context");
    return found == m_tensors.end() ? at::Tensor() : found->second;
}

} // namespace tarn
