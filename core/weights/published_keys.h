#pragma once

#include "key_map.h"

#include <functional>
#include <string>

namespace tarn {

/// From an internal name to the one that diffusers or transformers write; the way back of key_map.h. A name that
/// the network does not have stays as it is.
using PublishedName = std::function<std::string(const std::string& internal)>;

/// For diffusers' UNet2DConditionModel; its block numbers depend on all `names` of the network.
PublishedName unetNamesOfDiffusers(const Keys& names);
/// For diffusers' AutoencoderKL in today's spelling; `names` as above.
PublishedName vaeNamesOfDiffusers(const Keys& names);
/// For transformers' CLIPTextModel.
PublishedName clipNamesOfTransformers();
/// For diffusers' ControlNetModel; `names` as above.
PublishedName controlNetNamesOfDiffusers(const Keys& names);
/// For diffusers' AutoencoderTiny.
PublishedName taesdNamesOfDiffusers();

} // namespace tarn
