#pragma once

#include <models/vae.h>

namespace tarn {

// A picture that is too large for the memory goes through the VAE in square tiles of `side` pixels, each a quarter
// over its neighbours, which fade into each other over that quarter (diffusers, autoencoder_kl.py: _tiled_encode,
// tiled_decode). Each tile has statistics of its own in its norms, so the result differs a little from that of the
// whole. `side` is a multiple of four times the VAE's factor.

/// Tiles of a picture of this size; 1 where it is not larger than one.
int vaeTiles(int width, int height, int side);

/// As `vaeEncode`, whole where the picture is not larger than a tile.
LatentDistribution vaeEncodeTiled(const Weights& w, const VaeShape& shape, const at::Tensor& pixels, int side);

/// As `vaeDecode`, in fp32, whole where the picture is not larger than a tile.
at::Tensor vaeDecodeTiled(const Weights& w, const VaeShape& shape, const at::Tensor& latents, int side);

} // namespace tarn
