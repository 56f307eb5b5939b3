#pragma once

#include "hint_channels.h"
#include "latent_source.h"
#include "unet_settings.h"

#include <models/controlnet.h>
#include <models/unet.h>

#include <runs/task.h>

#include <optional>

namespace tarn {

/// `tarn train unet`: the UNet of a latent diffusion model learns to take noise off the latents of pictures that a
/// text describes; the text encoder may learn with it. `tarn train depth` and `tarn train inpaint`: the same with
/// something to go by, mostly from a model that draws from text alone, whose first layer gets further channels.
/// `tarn train controlnet`: a copy of such a model's encoder learns to lead it, which itself stays as it is.
class UNetTask final : public TrainingTask {
public:
    UNetTask(const RunSettings& run, SettingsReader& reader, Hint hint);

    std::vector<LearningNetwork> networks() override;
    std::vector<std::string> measures() const override;
    void openData(std::int64_t position, const Say& say) override;
    std::int64_t epochLength() const override { return m_data.epochLength(); }
    std::vector<double> learn(const Pass& pass) override;
    double validate() override;
    Image sheet() override;
    void exportTo(const std::filesystem::path& folder, at::ScalarType dtype) override;

private:
    void startControl();
    at::Tensor latents(
        const std::vector<ExampleStream::Item>& items, const at::Tensor& pixels, StepRandom& random) const;
    at::Tensor hintFor(
        const std::vector<ExampleStream::Item>& items, const at::Tensor& pixels, StepRandom& random) const;
    at::Tensor contextOf(const at::Tensor& ids) const;
    UNetResiduals residuals(const UNetInput& input, const at::Tensor& hint) const;
    at::Tensor predict(
        const at::Tensor& x, const at::Tensor& t, const at::Tensor& context, const at::Tensor& hint) const;
    void openValidation();
    void exportModel(const std::filesystem::path& folder, at::ScalarType dtype) const;
    at::Tensor labelLoss(const at::Tensor& context, const at::Tensor& ids,
        const std::vector<ExampleStream::Item>& items, StepRandom& random) const;
    std::vector<Parameters*> averagedNetworks();

    const RunSettings& m_run;
    Hint m_hint;
    UNetSettings m_settings;
    FrozenVae m_vae;
    CaptionTokens m_tokens;
    NetworkFolder m_textStart, m_unetStart;
    nlohmann::json m_scheduler;
    NoiseLevels m_levels;
    TimestepSampler m_timesteps;
    ClipShape m_clip;
    UNetShape m_shape;
    Parameters m_text, m_unet;
    NetworkFolder m_controlStart;
    std::optional<Parameters> m_control; ///< the network that learns, beside a UNet that does not
    ControlNetShape m_controlShape;
    std::optional<Parameters> m_head; ///< linear: a token's place -> all labels
    RunData m_data;
    std::optional<LatentCache> m_cache;
    at::Tensor m_validationLatents, m_validationIds, m_validationHints;
    at::Tensor m_shown; ///< pixels of the fixed set's first pictures
};

} // namespace tarn
