#include "opencv.h"

#include <image/convert.h>
#include <image/mask.h>
#include <image/seam.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace tarn {
namespace {

cv::Mat labOf(const Image& image)
{
    cv::Mat rgb;
    matOf(image).convertTo(rgb, CV_32F, 1 / 255.0);
    cv::Mat lab;
    cv::cvtColor(rgb, lab, cv::COLOR_RGB2Lab);
    return lab;
}

/// Sums of differences at the border and beside it.
struct Contrast {
    double border = 0, beside = 0;
    std::size_t borderCount = 0, besideCount = 0;

    /// `at(i)` is the pixel's colour and `inside(i)` whether it is masked, along a line of `count` pixels.
    template <typename At, typename Inside> void addLine(int count, const At& at, const Inside& inside)
    {
        const auto difference = [&](int i) { return cv::norm(at(i + 1) - at(i), cv::NORM_INF); };
        for (int i = 0; i + 1 < count; ++i) {
            if (inside(i) == inside(i + 1))
                continue;
            border += difference(i);
            ++borderCount;
            for (int away = 2; away <= 8; ++away)
                for (const int j : {i - away, i + away})
                    if (j >= 0 && j + 1 < count && inside(j) == inside(j + 1)) {
                        beside += difference(j);
                        ++besideCount;
                    }
        }
    }

    double seam() const
    {
        if (borderCount == 0 || besideCount == 0)
            return 0;
        const double ease = 2.0 / 255;
        return std::max(0.0, (border / double(borderCount) + ease) / (beside / double(besideCount) + ease) - 1);
    }
};

double seamAt(const cv::Mat& colours, const cv::Mat& mask, int level)
{
    Contrast contrast;
    for (int y = 0; y < mask.rows; ++y) {
        const auto* row = colours.ptr<cv::Vec3f>(y);
        const uchar* inside = mask.ptr<uchar>(y);
        contrast.addLine(
            mask.cols, [&](int i) { return row[i]; }, [&](int i) { return inside[i] >= level; });
    }
    for (int x = 0; x < mask.cols; ++x)
        contrast.addLine(
            mask.rows, [&](int i) { return colours.at<cv::Vec3f>(i, x); },
            [&](int i) { return mask.at<uchar>(i, x) >= level; });
    return contrast.seam();
}

} // namespace

Image colourMatched(const Image& drawn, const Image& original, const Image& mask, int ring)
{
    assert(drawn.channels == 3 && drawn.bits == 8 && original.channels == 3 && original.bits == 8);
    assert(drawn.width == mask.width && drawn.height == mask.height);
    assert(original.width == mask.width && original.height == mask.height);
    Image around = inverted(thresholded(mask));
    if (ring > 0) {
        const Image near = grown(thresholded(mask), ring);
        std::ranges::transform(
            around.pixels, near.pixels, around.pixels.begin(), [](std::byte a, std::byte b) { return a & b; });
    }
    if (isEmptyMask(around))
        return drawn;
    Image result = blankImage(drawn.width, drawn.height, 3, 8);
    inOpenCv("matched in colour", [&] {
        cv::Mat lab = labOf(drawn);
        cv::Scalar mean, spread, wantedMean, wantedSpread;
        cv::meanStdDev(lab, mean, spread, matOf(around));
        cv::meanStdDev(labOf(original), wantedMean, wantedSpread, matOf(around));
        cv::Scalar factor = cv::Scalar::all(1);
        cv::Scalar offset;
        for (int c = 0; c < 3; ++c) {
            // Surroundings of one colour say nothing about contrast.
            if (spread[c] > 1e-3)
                factor[c] = wantedSpread[c] / spread[c];
            offset[c] = wantedMean[c] - mean[c] * factor[c];
        }
        cv::multiply(lab, factor, lab);
        cv::add(lab, offset, lab);
        cv::Mat rgb;
        cv::cvtColor(lab, rgb, cv::COLOR_Lab2RGB);
        cv::Mat target = matOf(result);
        rgb.convertTo(target, CV_8U, 255);
    });
    return result;
}

double seamOf(const Image& picture, const Image& mask)
{
    assert(picture.width == mask.width && picture.height == mask.height && mask.channels == 1 && mask.bits == 8);
    const Image rgb = toRgb(withoutAlpha(picture));
    return inOpenCv("measured", [&] {
        cv::Mat colours;
        matOf(rgb).convertTo(colours, CV_32F, rgb.bits == 8 ? 1 / 255.0 : 1 / 65'535.0);
        const cv::Mat levels = matOf(mask);
        return std::max({seamAt(colours, levels, 1), seamAt(colours, levels, 128), seamAt(colours, levels, 255)});
    });
}

} // namespace tarn
