#pragma once

#include <train/parameters.h>
#include <weights/weights.h>

#include <ATen/core/Tensor.h>

namespace tarn {

/// A small patch discriminator (Isola et al. 2017): each number of its answer judges one patch of the picture.
/// pixels [N, 3, H, W] in -1 … 1 -> [N, 1, H / 8 - 2, W / 8 - 2] for its three halvings; H, W >= 32.
at::Tensor patchDiscriminator(const Weights& w, const at::Tensor& pixels);

/// Its weights before training: `width` channels after the first layer, a multiple of 8, doubled with each
/// halving.
NamedTensors initialDiscriminator(int width, std::uint64_t seed);

/// Hinge loss of the discriminator: mean max(0, 1 - real) + mean max(0, 1 + fake), halved.
at::Tensor discriminatorError(const at::Tensor& real, const at::Tensor& fake);

/// How strongly the generator follows the discriminator: |gradient of the reconstruction| / |gradient of the
/// discriminator's answer|, both at `lastLayer`, the decoder's last weight; 0 … 10^4 (Esser et al. 2021, eq. 7).
double adaptiveWeight(const at::Tensor& reconstruction, const at::Tensor& answer, const at::Tensor& lastLayer);

} // namespace tarn
