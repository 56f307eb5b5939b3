#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace tarn {

/// JSON as Python's json module writes it into config files: its Infinity, -Infinity and NaN, which JSON does not
/// have, become null (diffusers' schedulers carry `"lambda_min_clipped": -Infinity`). Discarded when it is no JSON.
nlohmann::json parsePythonJson(const std::string& text);

} // namespace tarn
