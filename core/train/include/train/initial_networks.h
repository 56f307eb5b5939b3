#pragma once

#include <weights/network_folder.h>

#include <cstdint>
#include <vector>

namespace tarn {

/// The sizes of a UNet that is trained from zero; heads divide the widths, norms have `groups` groups.
struct UNetPlan {
    int inChannels = 4, outChannels = 4;
    int contextWidth = 768;
    int sampleSize = 64; ///< latents a side of the pictures it learns from
    std::vector<std::int64_t> channels{320, 640, 1280, 1280}; ///< by level, the finest first
    std::vector<bool> attends{true, true, true, false}; ///< by level; the middle always does
    int blocks = 2; ///< residual blocks of a level on the way down
    int heads = 8;
    int groups = 32;
};

/// A UNet2DConditionModel before training. Each residual block, each transformer and the whole start as what adds
/// nothing (Dhariwal and Nichol 2021), all other tensors with PyTorch's usual distributions.
NetworkFolder initialUNet(const UNetPlan& plan, std::uint64_t seed);

/// The same network with `more` further input channels, whose weights are 0: at the start it gives the same
/// output, whatever they hold.
void widenInput(NetworkFolder& unet, int more);

/// A ControlNet before training (Zhang et al. 2023), as diffusers' ControlNetModel.from_unet: the UNet's encoder,
/// an embedding that halves hints of 3 channels `halvings` times, and zero convolutions. Throws ModelError for a
/// UNet that is shown more than latents.
NetworkFolder initialControlNet(const NetworkFolder& unet, int halvings, std::uint64_t seed);

/// The sizes of an AutoencoderTiny that is trained from zero.
struct TinyVaePlan {
    int latentChannels = 4;
    int width = 64; ///< of all hidden layers
    int halvings = 3; ///< from pixels to latents
    int blocks = 3; ///< of each stage but that of the pixels, which has one
};

/// An AutoencoderTiny before training (github.com/madebyollin/taesd, models/taesd.h).
NetworkFolder initialTinyVae(const TinyVaePlan& plan, std::uint64_t seed);

/// The sizes of a DPT-hybrid that is trained from zero (models/dpt.h).
struct DptPlan {
    int sampleSize = 128; ///< pixels a side of the pictures it learns from, a multiple of 32
    std::vector<std::int64_t> channels{64, 128, 256}; ///< of the ResNet's stages, multiples of 4 and of `groups`
    std::vector<std::int64_t> depths{1, 1, 2}; ///< bottlenecks of each stage
    int stem = 32; ///< channels of the ResNet's first layer, a multiple of `groups`
    int groups = 8; ///< of the ResNet's norms
    int width = 128, layers = 4, heads = 4; ///< of the transformer
    int fusion = 64; ///< channels of the decoder
};

/// A DPTForDepthEstimation before training.
NetworkFolder initialDpt(const DptPlan& plan, std::uint64_t seed);

/// The sizes of an AutoencoderKL that is trained from zero.
struct VaePlan {
    int latentChannels = 4;
    int sampleSize = 128; ///< pixels a side of the pictures it learns from
    std::vector<std::int64_t> channels{128, 256, 512, 512}; ///< by level, the finest first
    int blocks = 2;
    int groups = 32;
    bool attends = true; ///< in the middle
};

/// An AutoencoderKL before training.
NetworkFolder initialVae(const VaePlan& plan, std::uint64_t seed);

/// The sizes of a CLIP text encoder that is trained from zero.
struct ClipPlan {
    int tokens = 49'408, beginToken = 49'406, endToken = 49'407;
    int positions = 77;
    int width = 768, layers = 12, heads = 12;
};

/// A CLIPTextModel before training; the feed-forward layers are four times as wide.
NetworkFolder initialClip(const ClipPlan& plan, std::uint64_t seed);

} // namespace tarn
