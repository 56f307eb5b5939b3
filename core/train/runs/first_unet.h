#pragma once

#include "hint_channels.h"
#include "unet_settings.h"

namespace tarn {

/// The UNet that a run starts from: with random weights in the sizes that the config's "unet" gives, else the start
/// model's, whose first layer gets further channels, of zeros, for a `hint` that it lacks. Throws UsageError for
/// sizes that do not fit the `vae` and each other, ModelError.
NetworkFolder firstUNet(SettingsReader& reader, const RunSettings& run, const UNetSettings& settings, Hint hint,
    const VaeShape& vae, const NetworkFolder& textEncoder);

} // namespace tarn
