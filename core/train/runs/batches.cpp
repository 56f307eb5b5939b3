#include "batches.h"

#include <train/losses.h>

#include <ATen/ATen.h>

#include <cmath>
#include <cstdio>
#include <cstring>

namespace tarn {

at::Tensor pixelsOf(const std::vector<ExampleStream::Item>& items, at::ScalarType dtype)
{
    const Image& first = items.front().picture;
    const at::Tensor bytes = at::empty({std::int64_t(items.size()), first.height, first.width, 3}, at::kByte);
    for (std::size_t i = 0; i < items.size(); ++i)
        std::memcpy(bytes[std::int64_t(i)].mutable_data_ptr(), items[i].picture.pixels.data(),
            items[i].picture.pixels.size());
    return (bytes.to(at::kFloat) / 127.5 - 1).permute({0, 3, 1, 2}).to(dtype); // which is channels-last
}

at::Tensor labelTensor(const std::vector<Labels>& labels)
{
    at::Tensor tensor = at::empty({std::int64_t(labels.size()), std::int64_t(attributeCount)}, at::kLong);
    std::int64_t* value = tensor.mutable_data_ptr<std::int64_t>();
    for (const Labels& of : labels)
        for (const std::int8_t label : of)
            *value++ = label;
    return tensor;
}

std::vector<std::int64_t> attributeSizes()
{
    std::vector<std::int64_t> sizes;
    for (const Attribute attribute : allAttributes)
        sizes.push_back(std::int64_t(valueNames(attribute).size()));
    return sizes;
}

std::string rightLabels(const at::Tensor& logits, const at::Tensor& labels)
{
    const std::vector<double> right = labelAccuracy(logits, labels, attributeSizes());
    std::string text;
    for (std::size_t i = 0; i < right.size(); ++i) {
        char part[64];
        std::snprintf(part, sizeof part, "%s %s %.1f %%", i ? "," : "",
            std::string(nameOf(allAttributes[i])).c_str(), right[i] * 100);
        if (!std::isnan(right[i]))
            text += part;
    }
    return text;
}

void RunData::open(std::int64_t position, bool withPictures, const TrainingTask::Say& say)
{
    m_stream.reset();
    if (!m_source) {
        m_source = openExamples(m_settings.data, m_needs);
        m_validation = openExamples(m_settings.validation, m_needs);
        for (const std::string& fault : m_source->skipped())
            say(fault);
        if (!m_source->skipped().empty())
            say(std::to_string(m_source->skipped().size())
                + (m_source->skipped().size() == 1 ? " file is skipped, " : " files are skipped, ")
                + std::to_string(m_source->count()) + " pictures are left.");
    }
    m_stream.emplace(*m_source, m_settings.seed, withPictures ? m_settings.painters : 0, position);
}

std::vector<ExampleStream::Item> RunData::validationItems() const
{
    const std::int64_t all = m_validation->count();
    const std::int64_t count = all ? std::min(all, m_settings.validationCount) : m_settings.validationCount;
    ExampleStream stream(*m_validation, std::nullopt, m_settings.painters, 0);
    return stream.next(count);
}

std::int64_t RunData::epochLength() const
{
    constexpr std::int64_t withoutEnd = 10'000;
    return m_source->count() ? m_source->count() : withoutEnd;
}

} // namespace tarn
