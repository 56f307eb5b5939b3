#pragma once

#include <filesystem>
#include <string>

namespace tarn {

/// The folder with the starter models, tokenizers and presets: ../share/tarn beside the program when it is
/// installed, else resources/ of the source tree it was built from. Throws StudioError when neither is there.
std::filesystem::path resourceFolder();

/// The model that is used when none is named.
std::filesystem::path starterModel();

} // namespace tarn
