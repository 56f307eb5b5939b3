#include <base/error.h>
#include <image/convert.h>
#include <pipelines/outpaint.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace tarn {
namespace {

constexpr double refineStrength = 0.4;
constexpr std::size_t maxPasses = 2'000;

/// Starts of the tiles of `size` that cover `whole`, overlapping by a quarter at least.
std::vector<int> tileStarts(int whole, int size)
{
    if (whole <= size)
        return {0};
    const int stride = std::max(1, size * 3 / 4);
    const int count = (whole - size + stride - 1) / stride + 1;
    std::vector<int> starts;
    for (int i = 0; i < count; ++i)
        starts.push_back(int(std::int64_t(whole - size) * i / (count - 1)));
    return starts;
}

/// The part of the old picture that is not drawn over.
Box keptBox(const GenerateRequest& request)
{
    const Box old = oldPictureBox(request);
    const auto blend = [&request](int margin) { return margin > 0 ? request.blend : 0; };
    const OutpaintMargins& margins = request.outpaint;
    const int left = blend(margins.left), top = blend(margins.top);
    return {old.x + left, old.y + top, old.width - left - blend(margins.right),
        old.height - top - blend(margins.bottom)};
}

/// Refines everything at `scale` of the result's size.
void addTiles(EditPlan& plan, const GenerateRequest& request, double scale, int native, int multiple,
    const SamplingPlan& sampling)
{
    const int side = int(std::lround(native / scale));
    const auto run = [&](int size) {
        return std::max(multiple, int(std::lround(size * scale / multiple)) * multiple);
    };
    const Box all{0, 0, request.width, request.height};
    const Box kept = keptBox(request);
    for (const int y : tileStarts(request.height, side))
        for (const int x : tileStarts(request.width, side)) {
            const Box tile = Box{x, y, side, side}.intersected(all);
            if (kept.contains(tile))
                continue;
            if (plan.passes.size() >= maxPasses)
                throw StudioError("So large a picture would take this model thousands of tiles; outpaint less, or "
                                  "choose a model that draws larger.");
            plan.passes.push_back({{tile, run(tile.width), run(tile.height)}, request, sampling, true});
        }
}

} // namespace

Box oldPictureBox(const GenerateRequest& request)
{
    const OutpaintMargins& margins = request.outpaint;
    const Box box{margins.left, margins.top, request.width - margins.left - margins.right,
        request.height - margins.top - margins.bottom};
    if (box.empty())
        throw UsageError("The margins to outpaint leave no room for the picture in "
            + std::to_string(request.width) + "x" + std::to_string(request.height)
            + "; the size is that of the result.");
    return box;
}

InpaintMasks outpaintMasks(const GenerateRequest& request)
{
    const Box old = oldPictureBox(request);
    const OutpaintMargins& margins = request.outpaint;
    InpaintMasks masks;
    masks.selection = blankImage(request.width, request.height, 1, 8);
    masks.denoise = masks.selection;
    const int far = request.width + request.height;
    for (int y = 0; y < request.height; ++y)
        for (int x = 0; x < request.width; ++x) {
            const std::size_t at = std::size_t(y) * masks.selection.rowBytes() + std::size_t(x);
            const bool isOld = old.contains({x, y, 1, 1});
            const int away =
                std::min({margins.left > 0 ? x - old.x : far, margins.right > 0 ? old.right() - 1 - x : far,
                    margins.top > 0 ? y - old.y : far, margins.bottom > 0 ? old.bottom() - 1 - y : far});
            masks.selection.pixels[at] = isOld ? std::byte(0) : std::byte(255);
            masks.denoise.pixels[at] = !isOld ? std::byte(255)
                : away < request.blend        ? std::byte(255 - 255 * (away + 1) / (request.blend + 1))
                                              : std::byte(0);
        }
    masks.paste = masks.denoise;
    return masks;
}

EditArea outpaintArea(const GenerateRequest& request, int native, int multiple)
{
    const Box all{0, 0, request.width, request.height};
    GenerateRequest whole = request;
    whole.strength = 1; // all of it is context
    whole.padding = std::max(request.width, request.height);
    EditArea area = editArea(whole, all, native, multiple);
    if (area.isScaled() && area.width >= request.width && area.height >= request.height)
        area.width = request.width,
        area.height = request.height; // a small picture is no reason to draw a larger one
    return area;
}

EditPlan outpaintPlan(const GenerateRequest& request, int native, int multiple, const MakePlan& makePlan)
{
    EditPlan plan;
    const EditArea first = outpaintArea(request, native, multiple);
    plan.passes.push_back({first, request, makePlan(request), false});
    GenerateRequest refining = request;
    refining.strength = std::min(1.0, std::max(refineStrength, 1.001 / request.steps)); // a step at least
    refining.strengthSteps = "shorten";
    refining.fill = "original";
    const SamplingPlan sampling = makePlan(refining);
    for (double scale = double(first.width) / request.width; scale <= 0.75;) {
        scale = scale > 0.4 ? 1 : 2 * scale;
        addTiles(plan, refining, scale, native, multiple, sampling);
    }
    plan.masks = outpaintMasks(request);
    return plan;
}

} // namespace tarn
