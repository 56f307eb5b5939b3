#include <image/convert.h>
#include <image/fill.h>
#include <image/geometry.h>
#include <image/mask.h>
#include <image/resize.h>
#include <image/seam.h>
#include <image/stitch.h>
#include <pipelines/inpaint.h>
#include <pipelines/picture_tensors.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

namespace tarn {
namespace {

Image plain(const Image& picture) { return to8Bits(toRgb(withoutAlpha(picture))); }

Image filled(const std::string& fill, const Image& picture, const Image& mask)
{
    if (fill == "blur")
        return filledByBlur(plain(picture), mask);
    if (fill == "telea")
        return infilled(plain(picture), mask, Infill::telea);
    if (fill == "ns")
        return infilled(plain(picture), mask, Infill::navierStokes);
    return picture;
}

bool isHard(const Image& mask)
{
    return std::ranges::all_of(
        mask.pixels, [](std::byte value) { return value == std::byte(0) || value == std::byte(255); });
}

/// [1, 1, H, W] 0 … 1
at::Tensor maskTensor(const Image& mask)
{
    at::Tensor bytes = at::empty({1, 1, mask.height, mask.width}, at::kByte);
    std::memcpy(bytes.mutable_data_ptr(), mask.pixels.data(), mask.pixels.size());
    return bytes.to(at::kFloat).div_(255);
}

at::Tensor latentMask(const Image& mask, int factor, bool nearest)
{
    const at::Tensor whole = maskTensor(mask);
    if (nearest) {
        const at::Tensor picked = whole.slice(2, 0, whole.size(2), factor).slice(3, 0, whole.size(3), factor);
        if (picked.any().item<bool>())
            return picked.contiguous();
    }
    return at::max_pool2d(whole, {factor, factor}, {factor, factor}, {0, 0}, {1, 1}, true);
}

at::Tensor networkPixels(const Image& picture, int factor)
{
    return paddedToMultiple(toTensor(picture), factor) * 2 - 1;
}

} // namespace

bool takesMask(const DiffusionModel::Blueprint& blueprint)
{
    return blueprint.unet.inChannels == 2 * blueprint.vae.latentChannels + 1;
}

InpaintInput inpaintInput(const GenerateRequest& request, const Image& picture, const InpaintMasks& masks,
    const EditArea& area, int factor)
{
    const Image old = resizedSmoothly(cropped(picture, area.context), area.width, area.height);
    const Image mask = maskAt(masks.denoise, area.width, area.height);
    const bool asDiffusers = !area.isScaled() && request.grow == 0 && request.feather == 0 && isHard(mask);
    InpaintInput input;
    input.pixels = networkPixels(filled(request.fill, old, mask), factor);
    input.mask = latentMask(mask, factor, asDiffusers);
    const at::Tensor kept = paddedToMultiple(maskTensor(mask), factor) < 0.5;
    input.hidden = networkPixels(old, factor) * kept;
    return input;
}

at::Tensor filledLatents(
    const std::string& fill, const at::Tensor& latents, const at::Tensor& mask, const at::Tensor& noise)
{
    if (fill == "noise")
        return at::where(mask >= 0.5, noise, latents);
    if (fill == "nothing")
        return at::where(mask >= 0.5, at::zeros_like(latents), latents);
    return latents;
}

Image pasted(const Image& picture, const Image& drawn, const EditPass& pass, const Image& paste)
{
    const EditArea& area = pass.area;
    if (!pass.request.colourMatch)
        return stitched(picture, area.context, drawn, paste);
    const Image old = plain(resizedSmoothly(cropped(picture, area.context), area.width, area.height));
    const Image mask =
        pass.refines ? blankImage(area.width, area.height, 1, 8) : maskAt(paste, area.width, area.height);
    return stitched(picture, area.context, colourMatched(drawn, old, mask), paste);
}

KeptLatents::KeptLatents(at::Tensor known, at::Tensor noise, at::Tensor mask,
    std::function<double(double)> timestepOf, double firstSigma)
    : m_known(std::move(known))
    , m_noise(std::move(noise))
    , m_mask(std::move(mask))
    , m_timestepOf(std::move(timestepOf))
    , m_firstSigma(firstSigma)
{
}

/// 1 for the latents that are drawn at this level, else 0.
at::Tensor KeptLatents::maskAt(double sigma) const
{
    const double first = m_timestepOf(m_firstSigma);
    const double part = first > 0 ? std::clamp(m_timestepOf(sigma) / first, 0.0, 1.0) : 0;
    return (m_mask >= part).logical_and(m_mask > 0).to(at::kFloat);
}

Denoiser KeptLatents::around(Denoiser inner) const
{
    return [kept = *this, inner = std::move(inner)](const at::Tensor& x, double sigma) {
        const at::Tensor mask = kept.maskAt(sigma);
        // What the run starts from holds the noise alone at full strength, as diffusers has it.
        const at::Tensor denoised = inner(sigma < kept.m_firstSigma ? kept.state(x, sigma) : x, sigma);
        return mask * denoised + (1 - mask) * kept.m_known;
    };
}

at::Tensor KeptLatents::state(const at::Tensor& x, double sigma) const
{
    const at::Tensor mask = maskAt(sigma);
    return mask * x + (1 - mask) * (m_known + sigma * m_noise);
}

at::Tensor KeptLatents::finished(const at::Tensor& latents) const
{
    return at::where(m_mask > 0, latents, m_known);
}

} // namespace tarn
