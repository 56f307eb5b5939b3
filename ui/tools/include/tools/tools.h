#pragma once

#include <tools/canvas_tool.h>

#include <memory>
#include <vector>

namespace tarn::studio {

/// Every tool, in the order of the tool bar.
std::vector<std::unique_ptr<CanvasTool>> makeTools(Document* document, ToolSettings* settings);

} // namespace tarn::studio
