#pragma once

#include <string>
#include <vector>

namespace tarn::studio {

/// The command that starts the engine: TARN_ENGINE split at spaces where it is set, else the `tarn` that lies
/// beside this program, else the one that the shell finds.
std::vector<std::string> engineCommand();

} // namespace tarn::studio
