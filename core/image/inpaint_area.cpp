#include "opencv.h"

#include <image/convert.h>
#include <image/inpaint_area.h>
#include <image/mask.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace tarn {
namespace {

constexpr int largestReach = 499;

int roundedUp(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }
int roundedUp(double value, int multiple) { return std::max(multiple, roundedUp(int(value), multiple)); }

/// Square windows, as the shrinking and blurring nodes use them; an outside of 255 for both.
Image squareMaximum(const Image& mask, int reach)
{
    Image result = blankImage(mask.width, mask.height, 1, 8);
    inOpenCv("masked", [&] {
        cv::Mat target = matOf(result);
        cv::dilate(matOf(mask), target, cv::Mat::ones(2 * reach + 1, 2 * reach + 1, CV_8U));
    });
    return result;
}

Image squareMinimum(const Image& mask, int reach) { return inverted(squareMaximum(inverted(mask), reach)); }

Image larger(Image a, const Image& b)
{
    std::ranges::transform(
        a.pixels, b.pixels, a.pixels.begin(), [](std::byte x, std::byte y) { return std::max(x, y); });
    return a;
}

struct Span {
    int start, size;
};

Span padded(int start, int size, int padding, int minimum, int multiple)
{
    const int grown = roundedUp(std::max(size + 2 * padding, minimum), multiple);
    return {start - (grown - size) / 2, grown};
}

/// Moved into 0 … whole, cut only where it is larger.
Span within(Span span, int whole)
{
    if (span.size >= whole)
        return {0, whole};
    return {std::clamp(span.start, 0, whole - span.size), span.size};
}

Box boxOf(Span across, Span down, int width, int height)
{
    across = within(across, width);
    down = within(down, height);
    return {across.start, down.start, across.size, down.size};
}

/// Grows `span` by `more`, moves it inside 0 … whole as far as it fits, and cuts the rest.
Span grownWithin(Span span, int more, int whole)
{
    int start = span.start - more / 2;
    int end = span.start + span.size + more - more / 2;
    if (end >= whole) {
        start -= end - whole;
        end = whole;
    }
    if (start < 0) {
        end -= start;
        start = 0;
    }
    return {start, std::min(end, whole) - start};
}

} // namespace

MaskReach maskReach(const Box& selection, double strength)
{
    const double diagonal = selection.diagonal();
    const int ramp = std::max(int(0.1 * strength * diagonal), int(std::lround(32 * strength)));
    MaskReach reach;
    reach.feather = std::min(ramp, largestReach);
    reach.grow = std::min(4 + reach.feather / 2, largestReach);
    reach.blend = std::min(25, reach.grow + reach.feather / 2);
    reach.padding = ramp + 4 + int(0.06 * diagonal);
    return reach;
}

InpaintMasks inpaintMasks(const Image& selection, const MaskReach& reach)
{
    const Image wide = grown(selection, reach.grow);
    const int blurReach = reach.feather > 2 ? reach.feather / 2 : 0;
    // What the blur touches, not what of it is left after rounding to 8 bits: else the ramp of the paste mask
    // would reach into the selection.
    Image touched = thresholded(wide, 1);
    if (blurReach > 0)
        touched = squareMaximum(touched, blurReach);
    // Where the selection has corners, a disc does not fill the blur's square window.
    InpaintMasks masks{selection, larger(blurredLinear(wide, reach.feather), selection), touched};
    if (reach.blend > 0)
        masks.paste = larger(blurredGaussian(squareMinimum(touched, reach.blend / 2), reach.blend), selection);
    return masks;
}

Box paddedSelection(const Box& selection, int padding, int imageWidth, int imageHeight, int minimum)
{
    return boxOf(padded(selection.x, selection.width, padding, minimum, 16),
        padded(selection.y, selection.height, padding, minimum, 16), imageWidth, imageHeight);
}

Box contextBox(const Box& area, double strength, int imageWidth, int imageHeight, int native)
{
    if (strength < 1)
        return area;
    const int padding = std::max(std::max(imageWidth, imageHeight) / 16, (area.width + area.height) / 2 / 2);
    int across = padding;
    int down = padding;
    if (area.width > area.height)
        across = std::max(padding / 2, padding - (area.width - area.height) / 2);
    else if (area.height > area.width)
        down = std::max(padding / 2, padding - (area.height - area.width) / 2);
    return boxOf(padded(area.x, area.width, across, native, 8), padded(area.y, area.height, down, native, 8),
        imageWidth, imageHeight);
}

Box onlyMaskedBox(const Box& mask, int padding, int width, int height, int imageWidth, int imageHeight)
{
    if (mask.empty())
        return {};
    const Box around =
        Box{mask.x - padding, mask.y - padding, mask.width + 2 * padding, mask.height + 2 * padding}.intersected(
            {0, 0, imageWidth, imageHeight});
    const double aspect = double(width) / height;
    if (double(around.width) / around.height > aspect) {
        const int more = int(around.width / aspect - around.height);
        const Span down = grownWithin({around.y, around.height}, more, imageHeight);
        return {around.x, down.start, around.width, down.size};
    }
    const int more = int(around.height * aspect - around.width);
    const Span across = grownWithin({around.x, around.width}, more, imageWidth);
    return {across.start, around.y, across.size, around.height};
}

ResolutionRange ResolutionRange::around(int side)
{
    const double square = double(side) * side;
    if (side <= 768)
        return {side, side + side / 2, square, 1.5 * square};
    return {side * 5 / 8, side * 5 / 4, square * (800.0 * 800) / (1024.0 * 1024), square};
}

ResolutionPlan planResolution(int width, int height, const ResolutionRange& range, int multiple)
{
    const double pixels = double(width) * height;
    const double largest = std::sqrt(range.maxPixels / pixels);
    const double smallest = std::sqrt(range.minPixels / pixels);
    ResolutionPlan plan;
    plan.refinedWidth = roundedUp(width, multiple);
    plan.refinedHeight = roundedUp(height, multiple);
    if (largest < 0.9 && (width > range.maxSide || height > range.maxSide)) {
        plan.refine = true;
        plan.width = roundedUp(width * largest, multiple);
        plan.height = roundedUp(height * largest, multiple);
    } else {
        if (smallest > 1 && width < range.minSide && height < range.minSide) {
            plan.refinedWidth = roundedUp(width * smallest, multiple);
            plan.refinedHeight = roundedUp(height * smallest, multiple);
        }
        plan.width = plan.refinedWidth;
        plan.height = plan.refinedHeight;
    }
    plan.scale = double(plan.width) / width;
    return plan;
}

ResolutionPlan planNative(int width, int height, int side, int multiple)
{
    const auto nearest = [&](double value) {
        return std::max(multiple, int(std::lround(value / multiple)) * multiple);
    };
    const double aspect = double(width) / height;
    ResolutionPlan plan;
    plan.width = plan.refinedWidth = nearest(side * std::sqrt(aspect));
    plan.height = plan.refinedHeight = nearest(side / std::sqrt(aspect));
    plan.scale = double(plan.width) / width;
    return plan;
}

} // namespace tarn
