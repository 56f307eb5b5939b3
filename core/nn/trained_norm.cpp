#include "trained_norm.h"

#include "norm_kernel.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace tarn {
namespace {

/// Calls `work` with a null pointer of the kernel's type for `dtype`.
template <typename Work> void withStoredType(at::ScalarType dtype, const Work& work)
{
    if (dtype == at::kFloat)
        work(static_cast<float*>(nullptr));
    else
        work(static_cast<std::uint16_t*>(nullptr));
}

NormMoments momentsOf(const at::Tensor& moments, std::int64_t picture)
{
    float* const first = moments.mutable_data_ptr<float>() + picture * 2 * moments.size(2);
    return {first, first + moments.size(2)};
}

class TrainedNorm : public torch::autograd::Function<TrainedNorm> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
        const at::Tensor& weight, const at::Tensor& bias, std::int64_t groups, double eps, bool silu)
    {
        const NormSize size{x.size(2) * x.size(3), x.size(1), groups};
        const at::Tensor y = at::empty_like(x), moments = at::empty({x.size(0), 2, groups}, at::kFloat);
        const at::Tensor wide = weight.to(at::kFloat), offset = bias.to(at::kFloat);
        const float *factors = wide.const_data_ptr<float>(), *offsets = offset.const_data_ptr<float>();
        withStoredType(x.scalar_type(), [&](auto* null) {
            using T = std::remove_pointer_t<decltype(null)>;
            const auto* from = static_cast<const T*>(x.const_data_ptr());
            auto* to = static_cast<T*>(y.mutable_data_ptr());
            at::parallel_for(0, x.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t i = begin; i < end; ++i) {
                    const std::int64_t place = i * size.pixels * size.channels;
                    normForward(silu ? NormKind::silu : NormKind::plain, size, eps, from + place, factors, offsets,
                        to + place, momentsOf(moments, i));
                }
            });
        });
        context->save_for_backward({x, weight, bias, moments});
        context->saved_data["silu"] = silu;
        return y;
    }

    static torch::autograd::variable_list backward(
        torch::autograd::AutogradContext* context, const torch::autograd::variable_list& gradients)
    {
        const auto saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &weight = saved[1], &bias = saved[2], &moments = saved[3];
        const bool silu = context->saved_data["silu"].toBool();
        const NormSize size{x.size(2) * x.size(3), x.size(1), moments.size(2)};
        const at::Tensor yGradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor xGradient = at::empty_like(x);
        const at::Tensor byPicture = at::empty({2, x.size(0), size.channels}, at::kFloat);
        const at::Tensor wide = weight.to(at::kFloat), offset = bias.to(at::kFloat);
        const float *factors = wide.const_data_ptr<float>(), *offsets = offset.const_data_ptr<float>();
        float* const weightGradients = byPicture.mutable_data_ptr<float>();
        float* const biasGradients = weightGradients + x.size(0) * size.channels;
        withStoredType(x.scalar_type(), [&](auto* null) {
            using T = std::remove_pointer_t<decltype(null)>;
            const auto* from = static_cast<const T*>(x.const_data_ptr());
            const auto* reaching = static_cast<const T*>(yGradient.const_data_ptr());
            auto* to = static_cast<T*>(xGradient.mutable_data_ptr());
            at::parallel_for(0, x.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t i = begin; i < end; ++i) {
                    const std::int64_t place = i * size.pixels * size.channels;
                    normBackward(silu ? NormKind::silu : NormKind::plain, size, from + place, reaching + place,
                        factors, offsets, momentsOf(moments, i), to + place, weightGradients + i * size.channels,
                        biasGradients + i * size.channels);
                }
            });
        });
        const at::Tensor sums = byPicture.sum(1).to(weight.scalar_type());
        return {xGradient, sums[0], sums[1], at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

} // namespace

bool takesTrainedNorm(const at::Tensor& x)
{
    return x.is_cpu() && !c10::InferenceMode::is_enabled() && x.dim() == 4
        && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16)
        && x.is_contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor trainedNorm(
    const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, int groups, double eps, bool silu)
{
    return TrainedNorm::apply(x, weight, bias, std::int64_t(groups), eps, silu);
}

} // namespace tarn
