#pragma once

#include <models/clip.h>
#include <models/unet.h>
#include <models/vae.h>
#include <prompt/clip_tokenizer.h>
#include <sampling/model_sampling.h>
#include <weights/checkpoint.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tarn {

struct LoadOptions {
    Compute compute; ///< for all three networks
    std::string prediction = "auto"; ///< "auto", "eps", "v", "flow"
};

/// The tokenizer of a checkpoint's text encoder: its own, else the published one of its family. Throws ModelError.
ClipTokenizer tokenizerOf(const Checkpoint& checkpoint);

/// A latent diffusion model, loaded: text encoder, UNet and VAE with their sizes and noise levels.
class DiffusionModel {
public:
    /// What a model is and needs, known from its headers: nothing of it has been read yet.
    struct Blueprint {
        ClipShape clip;
        UNetShape unet;
        VaeShape vae;
        std::vector<std::string> unasked; ///< tensors that no network asks for, as "unet: name"
    };

    /// Runs the networks over the checkpoint's shapes on the meta device. Throws ModelError for a model that
    /// cannot be drawn with: a missing or misshapen tensor, parts that do not belong together.
    static Blueprint inspect(const Checkpoint& checkpoint);

    /// `blueprint` is what `inspect` found in this checkpoint. Throws ModelError, UsageError (a prediction the
    /// model cannot have), Cancelled.
    DiffusionModel(Checkpoint checkpoint, Blueprint blueprint, const LoadOptions& options);

    const ModelDescription& description() const { return m_checkpoint.description(); }
    const Checkpoint& checkpoint() const { return m_checkpoint; }
    const Blueprint& blueprint() const { return m_blueprint; }
    const ModelSampling& sampling() const { return m_sampling; }
    const ClipTokenizer& tokenizer() const { return m_tokenizer; }
    /// The token that fills a window after the end.
    int padToken() const { return m_padToken; }
    at::ScalarType dtype() const { return m_compute.dtype; }

    // What comes in and goes out is on the CPU, whatever the networks compute on.

    /// ids [N, T] int64 -> [N, T, contextWidth] fp32; `skip` layers of the encoder's end are left out.
    at::Tensor encodeText(const at::Tensor& ids, int skip) const;
    /// One call of the UNet on fp32 tensors; -> [N, outChannels, H, W] fp32. The residuals are a ControlNet's own,
    /// and stay where they are.
    at::Tensor predict(const UNetInput& input) const;
    /// Pixels [N, 3, H, W] in -1 … 1 -> latents in the UNet's scale, fp32: the mean of the encoder's posterior, or
    /// with `noise` (standard-normal, of the latents' shape) a sample of it. Sides are multiples of the VAE's
    /// factor. With `tile` the VAE works in tiles of that side (models/vae_tiles.h). Throws StudioError for a
    /// model without an encoder.
    at::Tensor encode(const at::Tensor& pixels, const at::Tensor& noise, int tile = 0) const;
    /// Latents in the UNet's scale -> pixels [N, 3, H, W] fp32, about -1 … 1; `tile` as above.
    at::Tensor decode(const at::Tensor& latents, int tile = 0) const;

private:
    Checkpoint m_checkpoint;
    Blueprint m_blueprint;
    Compute m_compute;
    ModelSampling m_sampling;
    ClipTokenizer m_tokenizer;
    int m_padToken;
    WeightTable m_clip;
    WeightTable m_unet;
    WeightTable m_vae;
};

} // namespace tarn
