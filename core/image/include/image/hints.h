#pragma once

#include <image/image.h>

/// Hint pictures for ControlNets, from any picture: RGB of 8 bits and the picture's size, white lines on black.
namespace tarn {

/// Canny edges of the RGB picture with the thresholds of controlnet-aux's detector.
Image edgeHint(const Image& picture, int low = 100, int high = 200);

/// Scribbles: ridges of a soft edge map, made as ControlNet's "fake scribble" is made from HED's (non-maximum
/// suppression over four directions after a blur of sigma 3, threshold 127; then a blur of sigma 3 and everything
/// above 4 white). The soft edges themselves are gradient magnitudes, since HED is a network.
Image scribbleHint(const Image& picture);

/// Line art, as controlnet-aux's "standard lineart" makes it without a network: by how much each pixel is darker
/// than its blurred surroundings (sigma 6), relative to the median of what exceeds 8 levels, at half strength.
Image lineHint(const Image& picture);

/// Total variation denoising (TV-L1, primal-dual; OpenCV's `denoise_TVL1`) of each channel; alpha stays. More
/// `lambda` keeps more detail.
Image denoisedTvl1(const Image& picture, double lambda = 1, int iterations = 30);

} // namespace tarn
