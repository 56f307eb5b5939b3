#include "opencv.h"

#include <image/fill.h>
#include <image/geometry.h>
#include <image/mask.h>
#include <image/resize.h>
#include <image/stitch.h>

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace tarn {
namespace {

constexpr double largestHole = 512.0 * 512;

void check(const Image& picture, const Image& mask)
{
    assert(picture.channels == 3 && picture.bits == 8 && mask.channels == 1 && mask.bits == 8);
    if (picture.width != mask.width || picture.height != mask.height)
        throw StudioError("The mask has " + std::to_string(mask.width) + " x " + std::to_string(mask.height)
            + " pixels and the picture " + std::to_string(picture.width) + " x " + std::to_string(picture.height)
            + "; give a mask of the picture's size.");
}

/// `box` with `more` on each side, as far as the picture goes.
Box around(const Box& box, int more, const Image& picture)
{
    return Box{box.x - more, box.y - more, box.width + 2 * more, box.height + 2 * more}.intersected(
        boundsOf(picture));
}

Image inpainted(const Image& picture, const Image& mask, Infill method, int radius)
{
    Image result = blankImage(picture.width, picture.height, 3, 8);
    inOpenCv("filled", [&] {
        cv::Mat target = matOf(result);
        cv::inpaint(matOf(picture), matOf(mask), target, radius,
            method == Infill::telea ? cv::INPAINT_TELEA : cv::INPAINT_NS);
    });
    return result;
}

/// Pillow's `GaussianBlur`: three box blurs whose fractional radius gives the same variance (Gwosdek et al. 2011).
void blur(cv::Mat& layers, double radius)
{
    constexpr int passes = 3;
    const double variance = radius * radius / passes;
    const double length = std::floor((std::sqrt(12 * variance + 1) - 1) / 2);
    const double part =
        (2 * length + 1) * (length * (length + 1) - 3 * variance) / (6 * (variance - (length + 1) * (length + 1)));
    const int inner = 2 * int(length) + 1;
    const double area = 2 * (length + part) + 1;
    cv::Mat narrow;
    cv::Mat wide;
    const auto along = [&](const cv::Size& small, const cv::Size& large) {
        cv::boxFilter(layers, narrow, -1, small, {-1, -1}, false, cv::BORDER_REPLICATE);
        cv::boxFilter(layers, wide, -1, large, {-1, -1}, false, cv::BORDER_REPLICATE);
        cv::addWeighted(narrow, (1 - part) / area, wide, part / area, 0, layers);
    };
    for (int pass = 0; pass < passes; ++pass) {
        along({inner, 1}, {inner + 2, 1});
        along({1, inner}, {1, inner + 2});
    }
}

} // namespace

Image infilled(const Image& picture, const Image& mask, Infill method, int radius)
{
    check(picture, mask);
    const Box hole = maskBounds(mask);
    if (hole.empty())
        return picture;
    const Box box = around(hole, 2 * radius + 2, picture);
    const Image part = cropped(picture, box);
    const Image partMask = thresholded(cropped(mask, box), 1);
    const double scale = std::sqrt(largestHole / (double(hole.width) * hole.height));
    if (scale >= 1)
        return stitched(picture, box, inpainted(part, partMask, method, radius), partMask);
    const int width = std::max(1, int(box.width * scale));
    const int height = std::max(1, int(box.height * scale));
    // A small pixel that the hole touches at all is part of it, else the hole's content would leak into its
    // border.
    const Image smallMask =
        thresholded(resized(grown(partMask, int(std::ceil(1 / scale))), width, height, Filter::box), 1);
    const Image small = inpainted(resized(part, width, height, Filter::box), smallMask, method, radius);
    return stitched(picture, box, resized(small, box.width, box.height, Filter::bicubic), partMask);
}

Image filledByBlur(const Image& picture, const Image& mask)
{
    check(picture, mask);
    const Box hole = maskBounds(mask);
    if (hole.empty())
        return picture;
    // Three boxes of radius 256 reach no farther.
    const Box box = around(hole, 3 * 257, picture);
    const Image part = cropped(picture, box);
    const Image partMask = cropped(mask, box);
    Image filled = blankImage(box.width, box.height, 3, 8);
    inOpenCv("filled", [&] {
        // Colours times coverage, and coverage, 0 … 1.
        cv::Mat keep;
        cv::Mat(255 - matOf(partMask)).convertTo(keep, CV_32F, 1 / 255.0);
        cv::Mat planes[4];
        cv::Mat colours;
        matOf(part).convertTo(colours, CV_32F, 1 / 255.0);
        cv::split(colours, planes);
        for (int c = 0; c < 3; ++c)
            cv::multiply(planes[c], keep, planes[c]);
        planes[3] = keep;
        cv::Mat known;
        cv::merge(planes, 4, known);
        cv::Mat below = cv::Mat::zeros(known.size(), CV_32FC4);
        static constexpr std::pair<int, int> rounds[] = {{256, 1}, {64, 1}, {16, 2}, {4, 4}, {2, 2}, {0, 1}};
        for (const auto& [radius, repeats] : rounds) {
            cv::Mat layer = known.clone();
            if (radius > 0)
                blur(layer, radius);
            for (int i = 0; i < repeats; ++i)
                for (int y = 0; y < below.rows; ++y) {
                    auto* under = below.ptr<cv::Vec4f>(y);
                    const auto* over = layer.ptr<cv::Vec4f>(y);
                    for (int x = 0; x < below.cols; ++x)
                        under[x] = over[x] + under[x] * (1 - over[x][3]);
                }
        }
        cv::Mat target = matOf(filled);
        for (int y = 0; y < below.rows; ++y) {
            const auto* row = below.ptr<cv::Vec4f>(y);
            auto* out = target.ptr<cv::Vec3b>(y);
            for (int x = 0; x < below.cols; ++x)
                for (int c = 0; c < 3; ++c)
                    out[x][c] = cv::saturate_cast<uchar>(
                        row[x][3] > 0 ? 255 * row[x][c] / row[x][3] : 127.5F); // nothing is known: grey
        }
    });
    return stitched(picture, box, filled, thresholded(partMask, 1));
}

Image filledWith(const Image& picture, const Image& mask, Colour colour)
{
    check(picture, mask);
    Image flat = blankImage(picture.width, picture.height, 3, 8);
    for (std::size_t i = 0; i < flat.pixels.size(); i += 3) {
        flat.pixels[i] = std::byte(colour.red);
        flat.pixels[i + 1] = std::byte(colour.green);
        flat.pixels[i + 2] = std::byte(colour.blue);
    }
    return stitched(picture, boundsOf(picture), flat, mask);
}

} // namespace tarn
