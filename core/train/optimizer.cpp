#include <train/optimizer.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace tarn {
namespace {

class AdamW final : public Optimizer {
public:
    AdamW(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings)
        : m_settings(settings)
    {
        for (LearningTensor* tensor : tensors)
            m_items.push_back({tensor, at::zeros_like(tensor->average), at::zeros_like(tensor->average),
                at::zeros({}, at::kFloat)});
    }

    void step(double rate) override
    {
        const at::NoGradGuard noGrad;
        // Tensors of one weight decay in one call.
        for (const bool decays : {false, true}) {
            std::vector<at::Tensor> masters, gradients, firsts, seconds, steps;
            for (Item& item : m_items) {
                if (!item.tensor->gradient.defined() || (item.tensor->master.dim() > 1) != decays)
                    continue;
                masters.push_back(item.tensor->master);
                gradients.push_back(item.tensor->gradient);
                firsts.push_back(item.first);
                seconds.push_back(item.second);
                steps.push_back(item.steps.add_(1));
            }
            if (!masters.empty())
                at::_fused_adamw_(masters, gradients, firsts, seconds, {}, steps, rate, m_settings.beta1,
                    m_settings.beta2, decays ? m_settings.weightDecay : 0, m_settings.epsilon, false, false);
        }
    }

    NamedTensors state() const override
    {
        NamedTensors all;
        for (const Item& item : m_items) {
            all.emplace("first." + item.tensor->name, item.first);
            all.emplace("second." + item.tensor->name, item.second);
            all.emplace("steps." + item.tensor->name, item.steps);
        }
        return all;
    }

private:
    struct Item {
        LearningTensor* tensor;
        at::Tensor first, second; ///< running means of the gradient and of its square
        at::Tensor steps; ///< taken so far, fp32: how far the means are from their start at 0
    };
    OptimizerSettings m_settings;
    std::vector<Item> m_items;
};

class Muon final : public Optimizer {
public:
    Muon(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings,
        const std::function<bool(const LearningTensor&)>& isMatrix)
        : m_settings(settings)
    {
        std::vector<LearningTensor*> others;
        for (LearningTensor* tensor : tensors) {
            if (isMatrix(*tensor))
                m_items.push_back({tensor, at::zeros_like(tensor->average)});
            else
                others.push_back(tensor);
        }
        m_others = makeAdamW(std::move(others), settings);
    }

    void step(double rate) override
    {
        const at::NoGradGuard noGrad;
        m_others->step(rate);
        const double matrixRate = rate * m_settings.matrixRate;
        for (Item& item : m_items) {
            const at::Tensor& gradient = item.tensor->gradient;
            if (!gradient.defined())
                continue;
            item.momentum.lerp_(gradient, 1 - m_settings.momentum);
            const at::Tensor ahead = at::lerp(gradient, item.momentum, m_settings.momentum); // Nesterov's
            const at::Tensor matrix = ahead.reshape({ahead.size(0), -1});
            const at::Tensor update = orthogonalized(matrix, m_settings.iterations).to(at::kFloat);
            const double ratio = double(matrix.size(0)) / double(matrix.size(1));
            item.tensor->master.mul_(1 - matrixRate * m_settings.weightDecay);
            item.tensor->master.add_(update.reshape(ahead.sizes()), -matrixRate * std::sqrt(std::max(1.0, ratio)));
        }
    }

    NamedTensors state() const override
    {
        NamedTensors all = m_others->state();
        for (const Item& item : m_items)
            all.emplace("momentum." + item.tensor->name, item.momentum);
        return all;
    }

private:
    struct Item {
        LearningTensor* tensor;
        at::Tensor momentum;
    };
    OptimizerSettings m_settings;
    std::vector<Item> m_items;
    std::unique_ptr<Optimizer> m_others;
};

} // namespace

std::unique_ptr<Optimizer> makeAdamW(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings)
{
    return std::make_unique<AdamW>(std::move(tensors), settings);
}

std::unique_ptr<Optimizer> makeMuon(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings,
    const std::function<bool(const LearningTensor&)>& isMatrix)
{
    return std::make_unique<Muon>(std::move(tensors), settings, isMatrix);
}

std::unique_ptr<Optimizer> makeOptimizer(std::vector<LearningTensor*> tensors, const OptimizerSettings& settings,
    const std::function<bool(const LearningTensor&)>& isMatrix)
{
    return settings.kind == OptimizerSettings::Kind::muon ? makeMuon(std::move(tensors), settings, isMatrix)
                                                          : makeAdamW(std::move(tensors), settings);
}

at::Tensor orthogonalized(const at::Tensor& g, int iterations)
{
    constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
    const bool tall = g.size(0) > g.size(1);
    at::Tensor x = g.to(at::kBFloat16);
    if (tall)
        x = x.t();
    x = x / x.norm().clamp_min(1e-7);
    for (int i = 0; i < iterations; ++i) {
        const at::Tensor gram = x.matmul(x.t());
        x = at::addmm(x, at::addmm(gram, gram, gram, b, c), x, a);
    }
    return tall ? x.t() : x;
}

double clipGradients(const std::vector<LearningTensor*>& tensors, double limit)
{
    double sum = 0;
    for (const LearningTensor* tensor : tensors)
        if (tensor->gradient.defined())
            sum += std::pow(tensor->gradient.norm().item<double>(), 2);
    const double norm = std::sqrt(sum);
    if (limit > 0 && std::isfinite(norm) && norm > limit)
        for (LearningTensor* tensor : tensors)
            if (tensor->gradient.defined())
                tensor->gradient.mul_(limit / norm);
    return norm;
}

} // namespace tarn
