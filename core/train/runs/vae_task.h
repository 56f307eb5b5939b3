#pragma once

#include "batches.h"
#include "start_parts.h"

#include <runs/task.h>

#include <optional>

namespace tarn {

/// `tarn train vae`: the autoencoder between pictures and latents, or its decoder alone, which leaves a UNet that
/// was trained on the latents as good as it was.
class VaeTask final : public TrainingTask {
public:
    VaeTask(const RunSettings& run, SettingsReader& reader);

    std::vector<LearningNetwork> networks() override;
    std::vector<std::string> measures() const override;
    void openData(std::int64_t position, const Say& say) override { m_data.open(position, true, say); }
    std::int64_t epochLength() const override { return m_data.epochLength(); }
    std::vector<double> learn(const Pass& pass) override;
    double validate() override;
    Image sheet() override;
    void exportTo(const std::filesystem::path& folder, at::ScalarType dtype) override;
    std::string summary() override;

private:
    struct Settings {
        bool decoderOnly = false;
        double absolute = 1, squared = 1; ///< weights of the errors of each pixel
        double gradient = 0.5; ///< weight of the error of edges
        int scales = 3;
        double kl = 1e-6;
        double latentNoise = 0; ///< deviation of what is added to the latents, as a part of their own
        std::int64_t judgeFrom = -1; ///< first step with the discriminator; -1: none
        double judgeWeight = 0.35, judgeRate = 1;
        int judgeWidth = 32;

        /// Latents are the encoder's means, and the finished VAE's posterior has no width.
        bool isPlain() const { return !decoderOnly && kl == 0; }
    };
    static Settings read(SettingsReader& reader);
    static NetworkFolder startVae(const RunSettings& run, SettingsReader& reader, const Settings& settings);

    at::Tensor encoded(const at::Tensor& pixels, const Pass& pass, at::Tensor& kl) const;
    at::Tensor reconstructed(const at::Tensor& pixels) const;
    at::Tensor validationPixels() const;
    WeightTable fixedJudge() const;

    const RunSettings& m_run;
    Settings m_settings;
    NetworkFolder m_start;
    Parameters m_vae;
    VaeShape m_shape;
    std::optional<Parameters> m_judge;
    WeightTable m_fixedJudge; ///< the same weights, through which no gradient reaches them
    RunData m_data;
};

} // namespace tarn
