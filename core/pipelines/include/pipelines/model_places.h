#pragma once

#include <protocol/generate_request.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tarn {

/// The folder with the starter models, tokenizers and presets: ../share/tarn beside the program when it is
/// installed, else resources/ of the source tree it was built from. Throws StudioError when neither is there.
std::filesystem::path resourceFolder();

/// The model that is used when none is named, for all that it can do itself.
std::filesystem::path starterModel();

/// The one of the starter's family that draws `request`: of the request's name, else the depth model for one with a
/// depth map and the inpainting model for one with a mask or margins, where they are there; else `starterModel`.
std::filesystem::path starterModelFor(const GenerateRequest& request);

/// The starter's depth model, which has a depth estimator inside. Throws StudioError when it is not there.
std::filesystem::path starterDepthModel();

/// The ControlNet that leads the starter along scribbles. Throws StudioError when it is not there.
std::filesystem::path starterScribbleModel();

/// What looks like a model in `folder`, sorted: folders of diffusers' and .safetensors files. Nothing where it cannot
/// be read.
std::vector<std::filesystem::path> modelsIn(const std::filesystem::path& folder);

/// What a user means by `name`: a file or a folder, else one of the starter's family ("starter-depth").
std::filesystem::path namedModel(const std::string& name);

} // namespace tarn
