#pragma once

#include <base/error.h>
#include <image/image.h>

#include <opencv2/core.hpp>

#include <new>
#include <string>

namespace tarn {

/// The pixels of `image` as OpenCV sees them, not copied. A matrix of a const picture must not be written to.
cv::Mat matOf(Image& image);
cv::Mat matOf(const Image& image);

/// Once per process: OpenCV's threads are kept to a few, since most of its loops only wait for memory, and to none
/// under ThreadSanitizer, which cannot see into them.
void prepareOpenCv();

/// Runs `act`; no exception of OpenCV leaves it. `doing` completes "The picture cannot be …".
template <typename Act> auto inOpenCv(const char* doing, const Act& act)
{
    prepareOpenCv();
    try {
        return act();
    } catch (const cv::Exception& error) {
        if (error.code == cv::Error::StsNoMem)
            throw std::bad_alloc();
        throw StudioError("The picture cannot be " + std::string(doing) + " (OpenCV: " + error.err
            + "); try a smaller picture.");
    }
}

} // namespace tarn
