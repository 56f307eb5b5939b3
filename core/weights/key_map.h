#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// What of a stored tensor its internal name means.
enum class Piece {
    whole,
    query, ///< the first third of the rows of a fused projection
    key, ///< the second third
    value, ///< the last third
    pointwise, ///< whole; a matrix [C, C] is seen as the 1x1 convolution [C, C, 1, 1]
};

struct InternalName {
    std::string name;
    Piece piece = Piece::whole;
};

/// From a tensor's name in a file to its internal ones: mostly one; several for a fused projection; none for what
/// no network uses. A name that the layout does not know stays as it is, to be found as a tensor nobody asked for.
using KeyMap = std::function<std::vector<InternalName>(const std::string& key)>;

using Keys = std::vector<std::string>;

/// diffusers' UNet2DConditionModel; block numbers depend on all its keys.
KeyMap unetKeysFromDiffusers(const Keys& keys);
/// The original UNet, `model.diffusion_model.` taken off.
KeyMap unetKeysFromLdm();

/// diffusers' AutoencoderKL, in today's spelling of attention and in that of before 2023.
KeyMap vaeKeysFromDiffusers(const Keys& keys);
/// The original autoencoder, `first_stage_model.` taken off.
KeyMap vaeKeysFromLdm();

/// transformers' CLIPTextModel, with `text_model.` before its names or without.
KeyMap clipKeysFromTransformers();
/// OpenCLIP's text tower. The last layer is left out: Stable Diffusion 2 reads the one before it.
KeyMap clipKeysFromOpenClip(const Keys& keys);

/// transformers' DPTForDepthEstimation with a BiT backbone; also the internal names.
KeyMap depthKeysFromTransformers();
/// MiDaS's dpt_hybrid, whose ViT and backbone are timm's; `depth_model.model.` taken off.
KeyMap depthKeysFromMidas();

/// diffusers' ControlNetModel.
KeyMap controlNetKeysFromDiffusers(const Keys& keys);

/// diffusers' AutoencoderTiny, or the original's own names.
KeyMap taesdKeys();

/// The parts of a name between its points.
std::vector<std::string_view> keyParts(std::string_view key);
/// Parts put together again, from `first` on; with a leading point unless there are none.
std::string keyRest(const std::vector<std::string_view>& parts, std::size_t first);
/// A block's number, 0 … 9999.
std::optional<int> keyNumber(std::string_view part);

} // namespace tarn
