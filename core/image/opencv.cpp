#include "opencv.h"

#include <opencv2/core/utility.hpp>

#include <algorithm>
#include <cassert>
#include <thread>

namespace tarn {

cv::Mat matOf(Image& image)
{
    assert(image.pixels.size() == image.rowBytes() * std::size_t(image.height));
    return {image.height, image.width, CV_MAKETYPE(image.bits == 8 ? CV_8U : CV_16U, image.channels),
        image.pixels.data()};
}

cv::Mat matOf(const Image& image) { return matOf(const_cast<Image&>(image)); }

void prepareOpenCv()
{
    static const bool prepared = [] {
#if defined(__SANITIZE_THREAD__)
        cv::setNumThreads(0);
#else
        cv::setNumThreads(int(std::clamp(std::thread::hardware_concurrency(), 1u, 4u)));
#endif
        return true;
    }();
    (void)prepared;
}

} // namespace tarn
