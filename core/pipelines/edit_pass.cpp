#include <image/geometry.h>
#include <image/mask.h>
#include <image/seam.h>
#include <pipelines/edit_pass.h>

#include <algorithm>
#include <cmath>

namespace tarn {
namespace {

/// How much of a tile counts at `at`: nothing at an end that another tile goes on from, all of it a quarter of the
/// tile away from there.
double window(int at, int start, int size, int whole)
{
    const double ramp = std::max(1, size / 4);
    double weight = 1;
    if (start > 0)
        weight = std::min(weight, (at + 0.5) / ramp);
    if (start + size < whole)
        weight = std::min(weight, (size - at - 0.5) / ramp);
    return weight;
}

/// `mask` within `tile`, fading towards its neighbours; all of it that is not 0, where it is to be `full`.
Image windowed(const Image& mask, const Box& tile, bool full)
{
    Image part = full ? thresholded(cropped(mask, tile), 1) : cropped(mask, tile);
    for (int y = 0; y < tile.height; ++y)
        for (int x = 0; x < tile.width; ++x) {
            std::byte& value = part.pixels[std::size_t(y) * part.rowBytes() + std::size_t(x)];
            const double weight =
                window(x, tile.x, tile.width, mask.width) * window(y, tile.y, tile.height, mask.height);
            value = std::byte(std::lround(std::to_integer<int>(value) * weight));
        }
    return part;
}

} // namespace

InpaintMasks masksOf(const EditPlan& plan, const EditPass& pass)
{
    const Box& area = pass.area.context;
    if (pass.refines)
        return {{}, windowed(plan.masks.denoise, area, false), windowed(plan.masks.paste, area, true)};
    Image paste = cropped(plan.masks.paste, area);
    if (plan.passes.size() > 1)
        paste = thresholded(paste, 1);
    return {{}, cropped(plan.masks.denoise, area), std::move(paste)};
}

EditPlan inpaintPlan(const GenerateRequest& request, const Image& mask, int width, int height, int native,
    int multiple, const MakePlan& makePlan)
{
    EditPlan plan{editMasks(request, mask, width, height), {}};
    const EditArea area = editArea(request, maskBounds(plan.masks.selection), native, multiple);
    plan.passes.push_back({area, request, makePlan(request), false});
    return plan;
}

EditReport reportOn(const EditPlan& plan, const Image& result)
{
    EditReport report;
    report.passes = int(plan.passes.size());
    report.context = plan.passes.front().area.context;
    report.width = plan.passes.front().area.width;
    report.height = plan.passes.front().area.height;
    report.pasted = maskBounds(plan.masks.paste);
    report.reach = reachBeyond(plan.masks.paste, plan.masks.selection);
    report.seam = seamOf(result, plan.masks.paste);
    return report;
}

} // namespace tarn
