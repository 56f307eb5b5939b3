#include <nn/attention.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace tarn {
namespace {

/// Where at::scaled_dot_product_attention, with its derivative, takes twice the time of two matrix products.
bool learnsFaster(const at::Tensor& q)
{
    return q.is_cpu() && q.scalar_type() == at::kBFloat16 && at::GradMode::is_enabled() && q.requires_grad();
}

/// q [N, heads, T, D], k and v [N, heads, S, D] -> [N, heads, T, D]
at::Tensor matrixAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)
{
    const at::Tensor scores = at::matmul(q * (1 / std::sqrt(double(q.size(-1)))), k.transpose(-1, -2));
    return at::matmul(at::softmax(scores, -1), v);
}

} // namespace

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int heads, bool causal)
{
    if (q.is_meta())
        return at::empty(q.sizes(), q.options());
    const auto split = [heads](const at::Tensor& x) {
        return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
    };
    if (learnsFaster(q) && !causal)
        return matrixAttention(split(q), split(k), split(v)).transpose(1, 2).reshape(q.sizes());
    const at::Tensor mixed = at::scaled_dot_product_attention(split(q), split(k), split(v), {}, 0.0, causal);
    return mixed.transpose(1, 2).reshape(q.sizes());
}

} // namespace tarn
