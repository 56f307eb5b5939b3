#pragma once

#include <ATen/core/Tensor.h>

#include <runs/example_stream.h>
#include <runs/task.h>

#include <optional>
#include <string>
#include <vector>

namespace tarn {

/// The pictures as one tensor [N, 3, H, W] in -1 … 1, channels-last, in `dtype`.
at::Tensor pixelsOf(const std::vector<ExampleStream::Item>& items, at::ScalarType dtype);

/// [N, attributes] int64.
at::Tensor labelTensor(const std::vector<Labels>& labels);

/// How many values each attribute has, in order.
std::vector<std::int64_t> attributeSizes();

/// Per attribute how many of the known labels `logits` give right, as " terrain 90.0 %, season 85.5 %"; attributes
/// without a known label are left out. Shapes as in labelAccuracy().
std::string rightLabels(const at::Tensor& logits, const at::Tensor& labels);

/// The examples of a run, and the fixed set that it is validated on.
class RunData {
public:
    RunData(const RunSettings& settings, const ExampleNeeds& needs)
        : m_settings(settings)
        , m_needs(needs)
    {
    }

    /// `withPictures` false: the pictures themselves are not asked for.
    void open(std::int64_t position, bool withPictures, const TrainingTask::Say& say);
    bool isOpen() const { return m_source != nullptr; }
    const ExampleSource& source() const { return *m_source; }
    const ExampleSource& validation() const { return *m_validation; }
    /// The fixed set, in order.
    std::vector<ExampleStream::Item> validationItems() const;
    std::vector<ExampleStream::Item> next(std::int64_t count) { return m_stream->next(count); }
    /// Pictures of one pass over the source; 10,000 where it has no end.
    std::int64_t epochLength() const;

private:
    const RunSettings& m_settings;
    ExampleNeeds m_needs;
    std::unique_ptr<ExampleSource> m_source, m_validation;
    std::optional<ExampleStream> m_stream;
};

} // namespace tarn
