#pragma once

#include "batches.h"

#include <models/dpt.h>
#include <weights/network_folder.h>

#include <runs/task.h>

namespace tarn {

/// `tarn train estimator`: a DPT-hybrid learns from scenes how near everything in a picture is, 0 … 1 as depth
/// maps say it.
class EstimatorTask final : public TrainingTask {
public:
    EstimatorTask(const RunSettings& run, SettingsReader& reader);

    std::vector<LearningNetwork> networks() override;
    std::vector<std::string> measures() const override { return {"absolute", "edges"}; }
    void openData(std::int64_t position, const Say& say) override { m_data.open(position, true, say); }
    std::int64_t epochLength() const override { return m_data.epochLength(); }
    std::vector<double> learn(const Pass& pass) override;
    double validate() override;
    Image sheet() override;
    void exportTo(const std::filesystem::path& folder, at::ScalarType dtype) override;
    std::string summary() override;

private:
    static NetworkFolder startNetwork(const RunSettings& run, SettingsReader reader);
    at::Tensor estimated(const at::Tensor& pixels) const;
    struct Judged {
        at::Tensor pixels, estimates, depth;
    };
    Judged judgedFixedSet() const;

    const RunSettings& m_run;
    NetworkFolder m_start;
    Parameters m_network;
    DptShape m_shape;
    RunData m_data;
};

} // namespace tarn
