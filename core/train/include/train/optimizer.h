#pragma once

#include <train/parameters.h>

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tarn {

/// How the weights follow their gradients.
struct OptimizerSettings {
    enum class Kind { adamW, muon };

    Kind kind = Kind::adamW;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.01; ///< decoupled; of matrices and kernels, not of norms and biases
    double momentum = 0.95; ///< Muon's
    int iterations = 5; ///< Muon's: of Newton and Schulz
    double matrixRate = 20; ///< Muon's rate as a multiple of AdamW's, which the other tensors keep
};

/// Changes master weights along their gradients. What it remembers is part of a checkpoint.
class Optimizer {
public:
    virtual ~Optimizer() = default;

    /// One step for every tensor that has a gradient. `rate` is the learning rate of this step.
    virtual void step(double rate) = 0;
    /// Everything it remembers, by name: the tensors themselves, so that copying into them restores it.
    virtual NamedTensors state() const = 0;
};

/// AdamW (Loshchilov and Hutter 2019) as torch.optim.AdamW; the tensors must outlive it.
std::unique_ptr<Optimizer> makeAdamW(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings);

/// Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon) for hidden matrices and kernels, which it sees as
/// matrices [out, everything else]; AdamW for all others: vectors, embeddings, first and last layers, as
/// `isMatrix` says.
std::unique_ptr<Optimizer> makeMuon(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings,
    const std::function<bool(const LearningTensor&)>& isMatrix);

/// By the settings' kind. `isMatrix` as for `makeMuon`.
std::unique_ptr<Optimizer> makeOptimizer(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings,
    const std::function<bool(const LearningTensor&)>& isMatrix);

/// The nearest orthogonal matrix to `g` [m, n], roughly: the odd quintic iteration of Newton and Schulz with
/// Jordan's coefficients, which brings all singular values to about 0.7 … 1.2. In bf16, as its authors run it.
at::Tensor orthogonalized(const at::Tensor& g, int iterations);

/// The norm of all gradients together, which are then scaled so that it is at most `limit`; 0 for no limit. May be
/// infinite or no number; nothing is scaled then.
double clipGradients(const std::vector<LearningTensor*>& tensors, double limit);

} // namespace tarn
