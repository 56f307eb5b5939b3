#include "initial_weights.h"

#include <nn/layers.h>
#include <train/label_head.h>

#include <numeric>

namespace tarn {

at::Tensor labelHead(const Weights& w, const at::Tensor& features) { return linear(w["labels"], features); }

NamedTensors initialLabelHead(int width, const std::vector<std::int64_t>& sizes, std::uint64_t seed)
{
    InitialWeights init(seed);
    init.linear("labels", width, int(std::accumulate(sizes.begin(), sizes.end(), std::int64_t(0))));
    return init.take();
}

} // namespace tarn
