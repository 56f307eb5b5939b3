#pragma once

#include "batches.h"

#include <runs/task.h>

namespace tarn {

/// `tarn train classifier`: tells the attributes of scenes from their pictures. Its features measure how near
/// other pictures are to scenes, its answers how well pictures follow their captions (measure.h).
class ClassifierTask final : public TrainingTask {
public:
    ClassifierTask(const RunSettings& run, SettingsReader& reader);

    std::vector<LearningNetwork> networks() override { return {{"classifier", &m_network, m_run.optimizer}}; }
    std::vector<std::string> measures() const override;
    void openData(std::int64_t position, const Say& say) override { m_data.open(position, true, say); }
    std::int64_t epochLength() const override { return m_data.epochLength(); }
    std::vector<double> learn(const Pass& pass) override;
    double validate() override;
    Image sheet() override { return {}; }
    void exportTo(const std::filesystem::path& folder, at::ScalarType dtype) override;
    std::string summary() override;

private:
    static int widthIn(SettingsReader reader);
    at::Tensor logitsOf(const at::Tensor& pixels) const;
    at::Tensor labelsOf(const ExampleSource& source, const std::vector<ExampleStream::Item>& items) const;
    std::pair<at::Tensor, at::Tensor> judgedFixedSet() const;

    const RunSettings& m_run;
    Parameters m_network;
    RunData m_data;
};

} // namespace tarn
