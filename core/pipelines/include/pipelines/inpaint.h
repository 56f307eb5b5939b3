#pragma once

#include <pipelines/diffusion_model.h>
#include <pipelines/edit_pass.h>
#include <sampling/denoiser.h>

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>

namespace tarn {

/// Whether the model's network sees behind the latents a mask and the latents of the picture without what is
/// masked (Stable Diffusion's inpainting models).
bool takesMask(const DiffusionModel::Blueprint& blueprint);

/// What a network is shown of an area that it is to draw anew in part.
struct InpaintInput {
    at::Tensor pixels; ///< [1, 3, H, W] in -1 … 1: the area with the hole filled, padded to the VAE's factor
    at::Tensor hidden; ///< the same without filling and with grey where the mask is at least half
    at::Tensor mask; ///< [1, 1, h, w] of the latents' size, 0 … 1: how much of each is drawn anew
};

/// The area of `picture`, with masks of the area's size, for a VAE of this factor. A mask of 0 and 255 that the
/// request neither grows nor feathers is brought to the latents' size as diffusers does it (nearest); any other by
/// its largest value. `fill` is as in GenerateRequest: blur, telea and ns paint over the hole, the others leave
/// it.
InpaintInput inpaintInput(const GenerateRequest& request, const Image& picture, const InpaintMasks& masks,
    const EditArea& area, int factor);

/// `latents` with what `fill` asks for where the mask is at least half: noise, or nothing (A1111's "latent noise"
/// and "latent nothing"). Others stay as they are.
at::Tensor filledLatents(
    const std::string& fill, const at::Tensor& latents, const at::Tensor& mask, const at::Tensor& noise);

/// `drawn`, the area as it came from the network, pasted into `picture`: brought to the colours of the old around
/// the mask (of all of a tile that it refines) where the request asks for it, scaled back, and mixed by `paste`,
/// of the area's size. Where that is 0 the samples of `picture` stay as they are.
Image pasted(const Image& picture, const Image& drawn, const EditPass& pass, const Image& paste);

/// Holds the unmasked latents to what they were while the others are drawn: before each call after the first they
/// are `known` + sigma * noise, and the prediction for them is `known`. For a deterministic sampler that is
/// diffusers' way of blending after each step, also for samplers that diffusers cannot blend.
///
/// Soft masks join in late (Levin and Fried 2023, "Differential Diffusion"): a latent of mask m is drawn once the
/// time step has fallen to the m-th part of the first.
class KeptLatents {
public:
    /// `known`, `noise` [1, C, h, w]; `mask` [1, 1, h, w]; `firstSigma` is the level
    /// that the run starts at.
    KeptLatents(at::Tensor known, at::Tensor noise, at::Tensor mask, std::function<double(double)> timestepOf,
        double firstSigma);

    Denoiser around(Denoiser inner) const;
    /// A state of the sampler as it is to be handed out.
    at::Tensor state(const at::Tensor& x, double sigma) const;
    /// The end of a run: without noise where nothing was drawn.
    at::Tensor finished(const at::Tensor& latents) const;

private:
    at::Tensor maskAt(double sigma) const;

    at::Tensor m_known, m_noise, m_mask;
    std::function<double(double)> m_timestepOf;
    double m_firstSigma;
};

} // namespace tarn
