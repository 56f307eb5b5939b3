#include "opencv.h"

#include <image/convert.h>
#include <image/mask.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace tarn {
namespace {

[[maybe_unused]] bool isMask(const Image& image) { return image.channels == 1 && image.bits == 8; }

/// A new mask that `act(source, target)` fills.
template <typename Act> Image made(const Image& mask, const Act& act)
{
    assert(isMask(mask));
    Image result = blankImage(mask.width, mask.height, 1, 8);
    inOpenCv("masked", [&] {
        const cv::Mat source = matOf(mask);
        cv::Mat target = matOf(result);
        act(source, target);
        assert(target.data == reinterpret_cast<uchar*>(result.pixels.data()));
    });
    return result;
}

bool isHard(const Image& mask)
{
    return std::ranges::all_of(mask.pixels, [](std::byte b) { return b == std::byte(0) || b == std::byte(255); });
}

cv::Mat disc(int radius)
{
    cv::Mat kernel = cv::Mat::zeros(2 * radius + 1, 2 * radius + 1, CV_8U);
    for (int y = -radius; y <= radius; ++y) {
        const int half = int(std::sqrt(double(radius) * radius - double(y) * y));
        kernel.row(y + radius).colRange(radius - half, radius + half + 1).setTo(1);
    }
    return kernel;
}

/// Weights that sum to 1, along one axis.
Image blurredWith(const Image& mask, const cv::Mat& window, int border)
{
    return made(mask, [&](const cv::Mat& source, cv::Mat& target) {
        cv::Mat smooth;
        cv::sepFilter2D(source, smooth, CV_32F, window, window, {-1, -1}, 0, border);
        smooth.convertTo(target, CV_8U);
    });
}

int oddSize(int size) { return size % 2 == 0 ? size + 1 : size; }

} // namespace

Image maskFrom(const Image& image)
{
    if (hasAlpha(image)) {
        Image alpha = to8Bits(alphaOf(image));
        if (!isFullMask(alpha))
            return alpha;
    }
    return to8Bits(toGrey(withoutAlpha(image)));
}

Image thresholded(const Image& mask, int level)
{
    assert(isMask(mask));
    Image result = mask;
    for (std::byte& value : result.pixels)
        value = std::byte(std::to_integer<int>(value) >= level ? 255 : 0);
    return result;
}

Image inverted(const Image& mask)
{
    assert(isMask(mask));
    Image result = mask;
    for (std::byte& value : result.pixels)
        value = ~value;
    return result;
}

Box maskBounds(const Image& mask)
{
    assert(isMask(mask));
    return inOpenCv("masked", [&] {
        const cv::Rect box = cv::boundingRect(matOf(mask));
        return Box{box.x, box.y, box.width, box.height};
    });
}

bool isEmptyMask(const Image& mask)
{
    return std::ranges::all_of(mask.pixels, [](std::byte b) { return b == std::byte(0); });
}

bool isFullMask(const Image& mask)
{
    return std::ranges::all_of(mask.pixels, [](std::byte b) { return b == std::byte(255); });
}

Image grown(const Image& mask, int radius)
{
    assert(isMask(mask));
    if (radius <= 0 || isEmptyMask(mask))
        return mask;
    if (isHard(mask))
        return made(mask, [&](const cv::Mat& source, cv::Mat& target) {
            cv::Mat distance;
            cv::distanceTransform(255 - source, distance, cv::DIST_L2, cv::DIST_MASK_PRECISE);
            // Squared distances are whole numbers, so half a thousandth cannot reach another pixel.
            cv::compare(distance, radius + 0.0005, target, cv::CMP_LE);
        });
    return made(mask, [&](const cv::Mat& source, cv::Mat& target) {
        source.copyTo(target);
        for (int left = radius; left > 0; left -= 8)
            cv::dilate(target, target, disc(std::min(left, 8)));
    });
}

Image shrunk(const Image& mask, int radius) { return inverted(grown(inverted(mask), radius)); }

Image blurredGaussian(const Image& mask, int size)
{
    if (size <= 2)
        return mask;
    size = oddSize(size);
    return blurredWith(mask, cv::getGaussianKernel(size, 0.3 * (size - 1) + 0.8, CV_32F), cv::BORDER_REFLECT_101);
}

Image blurredLinear(const Image& mask, int size)
{
    if (size <= 2)
        return mask;
    size = oddSize(size);
    const int half = size / 2;
    cv::Mat window(size, 1, CV_32F, cv::Scalar(1));
    // From 1 / half to 1 - 1 / half in equal steps, then 1 in the middle; three pixels are all equal.
    for (int i = 0; i < half && half > 1; ++i) {
        const double value = 1.0 / half + i * (half - 2.0) / (half * (half - 1.0));
        window.at<float>(i) = window.at<float>(size - 1 - i) = float(value);
    }
    window /= cv::sum(window)[0];
    return blurredWith(mask, window, cv::BORDER_REFLECT_101);
}

Image blurredAs1111(const Image& mask, double sigma)
{
    if (sigma <= 0)
        return mask;
    const int size = 2 * int(2.5 * sigma + 0.5) + 1;
    return made(mask, [&](const cv::Mat& source, cv::Mat& target) {
        cv::Mat across;
        cv::GaussianBlur(source, across, {size, 1}, sigma);
        cv::GaussianBlur(across, target, {1, size}, sigma);
    });
}

double reachBeyond(const Image& mask, const Image& selection)
{
    assert(mask.width == selection.width && mask.height == selection.height);
    if (isEmptyMask(mask) || isEmptyMask(selection))
        return 0;
    return inOpenCv("measured", [&] {
        cv::Mat away;
        cv::distanceTransform(matOf(selection) == 0, away, cv::DIST_L2, cv::DIST_MASK_PRECISE);
        double farthest = 0;
        cv::minMaxLoc(away, nullptr, &farthest, nullptr, nullptr, matOf(mask));
        return farthest;
    });
}

Image holesFilled(const Image& mask)
{
    return made(mask, [](const cv::Mat& source, cv::Mat& target) {
        // Outside is what a frame of kept pixels is connected with.
        cv::Mat framed;
        cv::copyMakeBorder(source == 0, framed, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(255));
        cv::floodFill(framed, {0, 0}, cv::Scalar(128), nullptr, {}, {}, 4);
        source.copyTo(target);
        target.setTo(255, framed({1, 1, source.cols, source.rows}) == 255);
    });
}

} // namespace tarn
