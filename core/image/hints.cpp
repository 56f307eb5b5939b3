#include "opencv.h"

#include <image/convert.h>
#include <image/hints.h>

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include <algorithm>
#include <vector>

namespace tarn {
namespace {

Image asRgb(const Image& picture) { return toRgb(to8Bits(flattened(picture))); }

/// `lines`, one channel of 8 bits, as RGB.
Image hintOf(const cv::Mat& lines)
{
    Image hint = blankImage(lines.cols, lines.rows, 3, 8);
    cv::Mat target = matOf(hint);
    cv::cvtColor(lines, target, cv::COLOR_GRAY2RGB);
    return hint;
}

/// Largest gradient of the three colours, scaled so that a step of 64 levels is full.
cv::Mat softEdges(const cv::Mat& rgb)
{
    cv::Mat smooth, across, down, magnitude;
    cv::GaussianBlur(rgb, smooth, {}, 1.5);
    cv::Sobel(smooth, across, CV_32F, 1, 0, 3, 0.25);
    cv::Sobel(smooth, down, CV_32F, 0, 1, 3, 0.25);
    cv::magnitude(across.reshape(1), down.reshape(1), magnitude);
    cv::Mat planes[3];
    cv::split(magnitude.reshape(3), planes);
    return 255 * cv::min(cv::max(cv::max(planes[0], planes[1]), planes[2]) / 64, 1.0);
}

/// White where `map`, blurred, is above `threshold` and a maximum along one of four lines.
cv::Mat ridges(const cv::Mat& map, double threshold, double sigma)
{
    cv::Mat smooth;
    cv::GaussianBlur(map, smooth, {}, sigma);
    cv::Mat found = cv::Mat::zeros(map.size(), CV_8U);
    static constexpr uchar lines[4][9] = {{0, 0, 0, 1, 1, 1, 0, 0, 0}, {0, 1, 0, 0, 1, 0, 0, 1, 0},
        {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 0, 1, 0, 1, 0, 1, 0, 0}};
    for (const auto& line : lines) {
        cv::Mat largest;
        cv::dilate(smooth, largest, cv::Mat(3, 3, CV_8U, const_cast<uchar*>(line)));
        found |= largest == smooth;
    }
    return found & (smooth > threshold);
}

} // namespace

Image edgeHint(const Image& picture, int low, int high)
{
    const Image rgb = asRgb(picture);
    return inOpenCv("traced", [&] {
        cv::Mat edges;
        cv::Canny(matOf(rgb), edges, low, high);
        return hintOf(edges);
    });
}

Image scribbleHint(const Image& picture)
{
    const Image rgb = asRgb(picture);
    return inOpenCv("traced", [&] {
        cv::Mat thick;
        cv::GaussianBlur(ridges(softEdges(matOf(rgb)), 127, 3), thick, {}, 3);
        return hintOf(thick > 4);
    });
}

Image lineHint(const Image& picture)
{
    const Image rgb = asRgb(picture);
    return inOpenCv("traced", [&] {
        cv::Mat colours, around;
        matOf(rgb).convertTo(colours, CV_32F);
        cv::GaussianBlur(colours, around, {}, 6);
        cv::Mat planes[3];
        cv::split(around - colours, planes);
        cv::Mat darker = cv::max(cv::min(cv::min(planes[0], planes[1]), planes[2]), 0.0);
        std::vector<float> strong;
        for (int y = 0; y < darker.rows; ++y)
            std::copy_if(darker.ptr<float>(y), darker.ptr<float>(y) + darker.cols, std::back_inserter(strong),
                [](float value) { return value > 8; });
        double median = 16;
        if (!strong.empty()) {
            const auto middle = strong.begin() + std::ptrdiff_t(strong.size() / 2);
            std::nth_element(strong.begin(), middle, strong.end());
            median = std::max(median, double(*middle));
        }
        cv::Mat lines;
        darker.convertTo(lines, CV_8U, 127 / median);
        return hintOf(lines);
    });
}

Image denoisedTvl1(const Image& picture, double lambda, int iterations)
{
    Image result = picture;
    return inOpenCv("denoised", [&] {
        // The algorithm works on 8 bits.
        result = to8Bits(std::move(result));
        std::vector<cv::Mat> planes;
        cv::split(matOf(result), planes);
        const std::size_t colours = planes.size() - (hasAlpha(result) ? 1 : 0);
        for (std::size_t c = 0; c < colours; ++c) {
            cv::Mat smooth;
            cv::denoise_TVL1({planes[c]}, smooth, lambda, iterations);
            planes[c] = smooth;
        }
        cv::Mat target = matOf(result);
        cv::merge(planes, target);
        return std::move(result);
    });
}

} // namespace tarn
