#pragma once

#include <protocol/generate_request.h>

#include <string_view>

namespace tarn {

/// The starter models by name; which of them are there is another question.
inline constexpr std::string_view starterBase = "starter";
inline constexpr std::string_view starterDepth = "starter-depth"; ///< with a depth estimator inside
inline constexpr std::string_view starterInpaint = "starter-inpaint";
inline constexpr std::string_view starterScribble = "starter-scribble"; ///< a ControlNet for the base

/// The one that was taught to draw along a depth map, or to fill a mask or margins; depth first.
std::string_view starterFor(bool followsDepth, bool fills);

/// Whether a model of this name is one of those that draw.
bool isStarter(std::string_view name);

/// The model, or none where it is a starter: which of them draws, the mode decides.
ModelReference withoutStarter(ModelReference model);

} // namespace tarn
