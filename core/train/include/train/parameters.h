#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tarn {

/// Tensors by their internal names.
using NamedTensors = std::map<std::string, at::Tensor>;

/// One tensor of a network that learns.
struct LearningTensor {
    std::string name;
    at::Tensor master; ///< fp32: what the optimizer changes
    at::Tensor computed; ///< what the network computes with: the master itself, or its bf16 copy
    at::Tensor gradient; ///< fp32 sum since the last step, laid out as the master; undefined where none came
    at::Tensor average; ///< exponential moving average of the master, fp32
};

/// A network while it learns: fp32 master weights, the table that its functions compute over under autograd (the
/// same tensors, or bf16 copies of them), gradients and averaged weights. Four-dimensional tensors are
/// channels-last.
class Parameters {
public:
    /// `learns` says by name which tensors learn; the others stay as they are. `dtype` is fp32 or bf16.
    Parameters(
        const NamedTensors& initial, at::ScalarType dtype,
        const std::function<bool(const std::string&)>& learns = [](const std::string&) { return true; });

    const WeightTable& table() const { return *m_table; }
    at::ScalarType dtype() const { return m_dtype; }
    std::vector<LearningTensor>& learning() { return m_learning; }
    const std::vector<LearningTensor>& learning() const { return m_learning; }

    /// Adds what `backward` left to the fp32 gradients.
    void collectGradients();
    void dropGradients();
    /// After the masters changed: brings the change into the table.
    void publish();
    /// average = decay * average + (1 - decay) * master.
    void updateAverages(double decay);
    /// The masters and the averages change places, in the table, too. Done twice it is nothing, to the bit.
    void swapWithAverages();

    /// All tensors by name, fp32: the averages of those that learn, and the others. Copies.
    NamedTensors averaged() const;

private:
    at::ScalarType m_dtype;
    std::vector<LearningTensor> m_learning;
    NamedTensors m_fixed; ///< fp32
    std::unique_ptr<WeightTable> m_table;
};

/// While it lives, the networks compute with their averaged weights.
class AveragedScope {
public:
    explicit AveragedScope(std::vector<Parameters*> networks);
    ~AveragedScope();
    AveragedScope(const AveragedScope&) = delete;
    AveragedScope& operator=(const AveragedScope&) = delete;

private:
    std::vector<Parameters*> m_networks;
};

} // namespace tarn
