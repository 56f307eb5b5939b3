#pragma once

#include "batches.h"
#include "start_parts.h"

#include <ATen/core/Tensor.h>

namespace tarn {

/// What a UNet is shown beside the noised latents.
enum class Hint {
    none,
    depth, ///< one channel: how near things are
    hole, ///< a mask, and the latents of the picture without what it hides
    sketch ///< outlines at the pictures' size, which a ControlNet beside the UNet sees
};

/// Channels that the UNet takes for this beside `latentChannels` of the latents themselves.
int hintChannels(Hint hint, int latentChannels);

/// Depth maps as Stable Diffusion 2's depth model takes them: shrunk to the latents' size, each map's values
/// spread over -1 … 1. -> [N, 1, h, w] fp32
at::Tensor depthChannels(const std::vector<ExampleStream::Item>& items, int factor);

/// Depth maps in 0 … 1, near is 1 -> [N, 1, H, W] fp32
at::Tensor depthMaps(const std::vector<ExampleStream::Item>& items);

/// Sketches as ControlNets take them, drawn with strokes 0, 2, 4 or 8 pixels wider than the lines' own one or two,
/// the thin ones more often: people's are of any width. -> [N, 3, H, W] in 0 … 1, fp32
at::Tensor sketchHints(const std::vector<ExampleStream::Item>& items, StepRandom& random);

/// Masks with holes to be filled, 1 in the hole: half of them a box or an oval, a quarter two of these, a quarter
/// the whole picture, so that the model can draw without one. -> [N, 1, side, side] fp32
at::Tensor randomHoles(std::int64_t count, std::int64_t side, StepRandom& random);

/// Mask and hidden picture as Stable Diffusion's inpainting models take them: the mask at the latents' size by
/// nearest neighbour, then the latents' mean of the picture with 0 in the hole. pixels [N, 3, H, W], holes [N, 1,
/// H, W] -> [N, 1 + C, h, w] fp32
at::Tensor holeChannels(const FrozenVae& vae, const at::Tensor& pixels, const at::Tensor& holes);

/// What the network is shown, for people: the hints [N, …] of `pixels` [N, 3, H, W] as pictures of that size, in
/// -1 … 1. Of a hole it is the picture with grey in it.
at::Tensor shownHints(Hint hint, const at::Tensor& hints, const at::Tensor& pixels);

} // namespace tarn
