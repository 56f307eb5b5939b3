#include <train/parameters.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <utility>

namespace tarn {
namespace {

at::Tensor laidOut(const at::Tensor& tensor)
{
    const auto format = tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    return at::empty(tensor.sizes(), at::TensorOptions(at::kFloat), format).copy_(tensor);
}

} // namespace

Parameters::Parameters(
    const NamedTensors& initial, at::ScalarType dtype, const std::function<bool(const std::string&)>& learns)
    : m_dtype(dtype)
    , m_table(std::make_unique<WeightTable>())
{
    const at::NoGradGuard noGrad;
    for (const auto& [name, tensor] : initial) {
        const at::Tensor master = laidOut(tensor);
        const at::Tensor computed = master.to(dtype); // the master itself where that is fp32
        m_table->insert(name, computed);
        if (learns(name)) {
            computed.requires_grad_(true);
            m_learning.push_back({name, master, computed, {}, master.detach().clone()});
        } else {
            m_fixed.emplace(name, master);
        }
    }
}

void Parameters::collectGradients()
{
    const at::NoGradGuard noGrad;
    for (LearningTensor& tensor : m_learning) {
        at::Tensor& left = tensor.computed.mutable_grad();
        if (!left.defined())
            continue;
        if (tensor.gradient.defined())
            tensor.gradient.add_(left);
        else
            tensor.gradient = at::empty_like(tensor.average).copy_(left);
        left = at::Tensor();
    }
}

void Parameters::dropGradients()
{
    for (LearningTensor& tensor : m_learning) {
        tensor.computed.mutable_grad() = at::Tensor();
        tensor.gradient = at::Tensor();
    }
}

void Parameters::publish()
{
    if (m_dtype == at::kFloat)
        return;
    const at::NoGradGuard noGrad;
    for (LearningTensor& tensor : m_learning)
        tensor.computed.copy_(tensor.master);
}

void Parameters::updateAverages(double decay)
{
    const at::NoGradGuard noGrad;
    for (LearningTensor& tensor : m_learning)
        tensor.average.lerp_(tensor.master, 1 - decay);
}

void Parameters::swapWithAverages()
{
    const at::NoGradGuard noGrad;
    for (LearningTensor& tensor : m_learning) {
        const at::Tensor kept = tensor.master.detach().clone();
        tensor.master.copy_(tensor.average);
        tensor.average.copy_(kept);
    }
    publish();
}

NamedTensors Parameters::averaged() const
{
    NamedTensors all;
    for (const auto& [name, tensor] : m_fixed)
        all.emplace(name, tensor.clone());
    for (const LearningTensor& tensor : m_learning)
        all.emplace(tensor.name, tensor.average.clone());
    return all;
}

AveragedScope::AveragedScope(std::vector<Parameters*> networks)
    : m_networks(std::move(networks))
{
    for (Parameters* network : m_networks)
        network->swapWithAverages();
}

AveragedScope::~AveragedScope()
{
    for (Parameters* network : m_networks)
        network->swapWithAverages();
}

} // namespace tarn
