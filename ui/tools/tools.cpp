#include "brush.h"
#include "eyedropper.h"
#include "fill.h"
#include "frame_tool.h"
#include "line_tool.h"
#include "magic_wand.h"
#include "mask_area.h"
#include "mask_brush.h"
#include "move_tool.h"
#include "pan_tool.h"
#include "transform_tool.h"

#include <tools/tools.h>

namespace tarn::studio {

std::vector<std::unique_ptr<CanvasTool>> makeTools(Document* document, ToolSettings* settings)
{
    std::vector<std::unique_ptr<CanvasTool>> tools;
    const auto add = [&]<class Tool>(std::type_identity<Tool>) {
        tools.push_back(std::make_unique<Tool>(document, settings));
    };
    add(std::type_identity<MoveTool>());
    add(std::type_identity<TransformTool>());
    add(std::type_identity<Brush>());
    add(std::type_identity<Eraser>());
    add(std::type_identity<LineTool>());
    add(std::type_identity<Fill>());
    add(std::type_identity<Eyedropper>());
    add(std::type_identity<MaskBrush>());
    add(std::type_identity<MaskLasso>());
    add(std::type_identity<MaskRectangle>());
    add(std::type_identity<MagicWand>());
    add(std::type_identity<FrameTool>());
    add(std::type_identity<PanTool>());
    return tools;
}

} // namespace tarn::studio
