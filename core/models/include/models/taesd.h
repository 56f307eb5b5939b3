#pragma once

#include <weights/weights.h>

#include <ATen/core/Tensor.h>

namespace tarn {

/// TAESD, the tiny autoencoder of Bohan (github.com/madebyollin/taesd): fast previews of the same latents that the
/// UNet works on (no scaling factor). The structure is read from the tensors' names: a stage's first convolution
/// shrinks by 2 and has no bias in the encoder; in the decoder a stage ends in one, after doubling.

/// pixels [N, 3, H, W] in -1 … 1 -> [N, C, H / f, W / f]
at::Tensor taesdEncode(const Weights& w, const at::Tensor& pixels);

/// latents [N, C, h, w] -> pixels [N, 3, f h, f w], about -1 … 1
at::Tensor taesdDecode(const Weights& w, const at::Tensor& latents);

} // namespace tarn
