#pragma once

#include <image/convert.h>
#include <image/image.h>

/// What stands under a mask before it is redrawn. All take RGB of 8 bits and a mask of its size, fill where the
/// mask is not 0 and leave the rest bit for bit. Throws StudioError when the sizes differ.
namespace tarn {

enum class Infill {
    telea, ///< fast marching, Telea 2004
    navierStokes, ///< Bertalmio, Bertozzi, Sapiro 2001
};

/// OpenCV's inpainting with `radius` pixels around each known one (3 as InvokeAI and krita-ai-diffusion). Holes
/// whose box has more than 512 x 512 pixels are filled at a smaller size first and scaled up: what stands far from
/// any border is smooth anyway, and the time grows with the hole's area.
Image infilled(const Image& picture, const Image& mask, Infill method, int radius = 3);

/// A1111's "fill" (masking.py): the unmasked pixels, multiplied by their coverage, blurred with radii 256, 64, 16,
/// 4 and 2 (once, once, twice, four times, twice) and laid over each other from wide to narrow, the picture itself
/// on top. The blur is Pillow's: three box blurs of fractional radius.
Image filledByBlur(const Image& picture, const Image& mask);

/// One colour; by half a mask, half of it.
Image filledWith(const Image& picture, const Image& mask, Colour colour);
/// Mid grey, which the network takes for nothing in particular.
inline Image filledNeutral(const Image& picture, const Image& mask)
{
    return filledWith(picture, mask, {128, 128, 128});
}

} // namespace tarn
