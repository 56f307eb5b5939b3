#pragma once

#include "batches.h"
#include "start_parts.h"

#include <runs/task.h>

namespace tarn {

/// `tarn train tae`: a TAESD learns to do what a large VAE does, over latents in the UNet's scale, for previews.
class TinyVaeTask final : public TrainingTask {
public:
    TinyVaeTask(const RunSettings& run, SettingsReader& reader);

    std::vector<LearningNetwork> networks() override;
    std::vector<std::string> measures() const override { return {"absolute", "edges", "latents"}; }
    void openData(std::int64_t position, const Say& say) override { m_data.open(position, true, say); }
    std::int64_t epochLength() const override { return m_data.epochLength(); }
    std::vector<double> learn(const Pass& pass) override;
    double validate() override;
    Image sheet() override;
    void exportTo(const std::filesystem::path& folder, at::ScalarType dtype) override;
    std::string summary() override;

private:
    static NetworkFolder startNetwork(const RunSettings& run, const FrozenVae& teacher, SettingsReader reader);
    struct Compared {
        at::Tensor wanted, decoded; ///< pictures of the teacher and of the network
        at::Tensor latents, encoded; ///< the same of latents
    };
    Compared compared(const at::Tensor& pixels, const at::Tensor& noise) const;
    Compared comparedFixedSet() const;

    const RunSettings& m_run;
    FrozenVae m_teacher;
    NetworkFolder m_start;
    Parameters m_network;
    RunData m_data;
};

} // namespace tarn
