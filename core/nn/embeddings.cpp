#include <nn/embeddings.h>

#include <ATen/ATen.h>

#include <cmath>

namespace tarn {

at::Tensor timestepEmbedding(const at::Tensor& t, std::int64_t width)
{
    if (t.is_meta())
        return at::empty({t.size(0), width}, t.options().dtype(at::kFloat));
    const std::int64_t half = width / 2;
    const at::Tensor exponent =
        at::arange(half, t.options().dtype(at::kFloat)) * (-std::log(10000.0) / double(half));
    const at::Tensor angle = t.to(at::kFloat).unsqueeze(1) * at::exp(exponent).unsqueeze(0);
    const at::Tensor waves = at::cat({at::cos(angle), at::sin(angle)}, 1);
    return width % 2 ? at::constant_pad_nd(waves, {0, 1}) : waves;
}

} // namespace tarn
