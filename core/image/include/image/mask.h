#pragma once

#include <image/box.h>
#include <image/image.h>

/// A mask is a grey picture of 8 bits: 255 is selected, 0 is kept, between them is soft.
namespace tarn {

/// `image` as a mask: its alpha where it has one that is not opaque everywhere, else its grey.
Image maskFrom(const Image& image);

/// 255 where `mask` >= `level`, else 0.
Image thresholded(const Image& mask, int level = 128);
Image inverted(const Image& mask);

/// The smallest box around all pixels that are not 0; empty when there are none.
Box maskBounds(const Image& mask);
bool isEmptyMask(const Image& mask);
/// Whether every pixel is 255.
bool isFullMask(const Image& mask);

/// Each pixel becomes the largest within `radius` pixels (a disc; nothing lies beyond the edge). Masks of only 0
/// and 255 grow by the exact Euclidean distance; a soft mask keeps its ramps, by repeated small discs, which reach
/// at most `radius`.
Image grown(const Image& mask, int radius);
/// The opposite: the smallest within `radius`. What lies beyond the picture's edge counts as selected.
Image shrunk(const Image& mask, int radius);

/// Gaussian blur whose window of `size` pixels (made odd) has sigma 0.3 · (size − 1) + 0.8, as the mask nodes that
/// krita-ai-diffusion uses (comfyui-inpaint-nodes). The edge is mirrored. `size` <= 2 changes nothing.
Image blurredGaussian(const Image& mask, int size);
/// The same with the nodes' "linear" window, a tent. It reaches size / 2 pixels.
Image blurredLinear(const Image& mask, int size);
/// Gaussian blur of A1111's "mask blur": window 2 · int(2.5 · sigma + 0.5) + 1, first across, then down.
Image blurredAs1111(const Image& mask, double sigma);

/// The largest distance in pixels from a pixel of `mask` that is not 0 to the nearest of `selection` that is not;
/// 0 when the selection is empty. Both have one size.
double reachBeyond(const Image& mask, const Image& selection);

/// Regions of 0 that do not touch the picture's edge become 255, as in Inpaint-CropAndStitch's "fill mask holes".
Image holesFilled(const Image& mask);

} // namespace tarn
