#pragma once

#include <ATen/core/Tensor.h>

namespace tarn {

/// softmax(q k^T / sqrt(C / heads)) v, Vaswani et al. 2017.
/// q [N, T, C], k and v [N, S, C] -> [N, T, C]; `causal` lets each token see only itself and those before it.
at::Tensor attention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int heads, bool causal = false);

} // namespace tarn
