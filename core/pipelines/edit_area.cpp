#include <base/error.h>
#include <image/convert.h>
#include <image/mask.h>
#include <image/resize.h>
#include <pipelines/edit_area.h>

#include <algorithm>
#include <string>

namespace tarn {
namespace {

std::string sizeText(int width, int height) { return std::to_string(width) + "x" + std::to_string(height); }

bool isNearNative(int width, int height, int native)
{
    const ResolutionRange range = ResolutionRange::around(native);
    const double pixels = double(width) * height;
    return std::max(width, height) <= range.maxSide && pixels <= range.maxPixels && pixels >= range.minPixels / 2;
}

} // namespace

EditArea editArea(const GenerateRequest& request, const Box& selection, int native, int multiple)
{
    if (selection.empty())
        throw StudioError("The mask selects nothing; paint white what is to be drawn anew.");
    const int width = request.width;
    const int height = request.height;
    if (request.area == "whole" || (request.area == "auto" && isNearNative(width, height, native)))
        return {{0, 0, width, height}, width, height};
    const int reach = request.grow + request.feather;
    const Box reached =
        Box{selection.x - reach, selection.y - reach, selection.width + 2 * reach, selection.height + 2 * reach}
            .intersected({0, 0, width, height});
    const Box area = paddedSelection(reached, request.padding, width, height, native);
    const Box context = contextBox(area, request.strength, width, height, native);
    const ResolutionPlan run = planNative(context.width, context.height, native, multiple);
    return {context, run.width, run.height};
}

MaskReach editReach(const GenerateRequest& request)
{
    MaskReach reach;
    reach.grow = request.grow;
    // The blur's window is a square whose corners lie 1.41 times as far away as its sides.
    reach.feather = int(request.feather * 1.41);
    reach.blend = std::min(25, reach.grow + reach.feather / 2);
    reach.padding = request.padding;
    return reach;
}

void requireMaskSize(const Image& mask, int width, int height)
{
    if (mask.width != width || mask.height != height)
        throw StudioError("The mask has " + sizeText(mask.width, mask.height) + " pixels and the picture "
            + sizeText(width, height) + "; give a mask of the picture's size.");
}

InpaintMasks editMasks(const GenerateRequest& request, const Image& mask, int width, int height)
{
    requireMaskSize(mask, width, height);
    Image selection = maskFrom(mask);
    if (width != request.width || height != request.height)
        selection = maskAt(selection, request.width, request.height);
    if (isEmptyMask(selection))
        throw StudioError("The mask selects nothing; paint white what is to be drawn anew.");
    return inpaintMasks(selection, editReach(request));
}

Image maskAt(const Image& mask, int width, int height)
{
    if (width == mask.width && height == mask.height)
        return mask;
    if (width > mask.width || height > mask.height)
        return resized(mask, width, height, Filter::bilinear);
    Image result = blankImage(width, height, 1, 8);
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            const std::byte value = mask.pixels[std::size_t(y) * mask.rowBytes() + std::size_t(x)];
            if (value == std::byte(0))
                continue;
            // A pixel on the border of two touches both.
            const auto first = [](int at, int size, int whole) { return int(std::int64_t(at) * size / whole); };
            const auto last = [](int at, int size, int whole) {
                return int((std::int64_t(at + 1) * size - 1) / whole);
            };
            for (int v = first(y, height, mask.height); v <= last(y, height, mask.height); ++v)
                for (int u = first(x, width, mask.width); u <= last(x, width, mask.width); ++u) {
                    std::byte& sample = result.pixels[std::size_t(v) * result.rowBytes() + std::size_t(u)];
                    sample = std::max(sample, value);
                }
        }
    return result;
}

} // namespace tarn
