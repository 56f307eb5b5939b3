#include <nn/stop.h>
#include <pipelines/memory.h>

#include <c10/core/ScalarType.h>

#include <engine/resident_networks.h>

#include <algorithm>
#include <chrono>

namespace tarn {

std::shared_ptr<const void> ResidentNetworks::find(
    const std::shared_ptr<const KnownModel>& known, const std::string& kind)
{
    const std::lock_guard lock(m_mutex);
    const auto found =
        std::ranges::find_if(m_kept, [&](const Kept& each) { return each.known == known && each.kind == kind; });
    if (found == m_kept.end())
        return nullptr;
    m_kept.splice(m_kept.begin(), m_kept, found);
    return m_kept.front().network;
}

template <typename Network, typename Load>
std::shared_ptr<const Network> ResidentNetworks::get(
    const std::shared_ptr<const KnownModel>& known, const std::string& kind, std::uint64_t bytes, const Load& load)
{
    if (auto network = std::static_pointer_cast<const Network>(find(known, kind)))
        return network;
    std::unique_lock loading(m_loading, std::defer_lock);
    while (!loading.try_lock_for(std::chrono::milliseconds(20)))
        stopPoint();
    if (auto network = std::static_pointer_cast<const Network>(find(known, kind))) // loaded by who was before us
        return network;
    const std::uint64_t budget = m_budget > 0 ? m_budget : (availableMemory(m_device) + this->bytes()) / 2;
    shrinkTo(budget > bytes ? budget - bytes : 0);
    const auto network = std::make_shared<const Network>(load());
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_kept, [&](const Kept& each) { // of files that are not there any more
        return each.known->path == known->path && each.known != known && each.network.use_count() == 1;
    });
    m_kept.push_front({known, kind, bytes, network});
    return network;
}

std::shared_ptr<const DiffusionModel> ResidentNetworks::model(
    const std::shared_ptr<const KnownModel>& known, at::ScalarType dtype, const std::string& prediction)
{
    const std::string kind = "model, " + std::string(c10::toString(dtype)) + ", " + prediction;
    return get<DiffusionModel>(known, kind, known->drawingParameters() * c10::elementSize(dtype), [&] {
        return DiffusionModel(Checkpoint::open(known->path), known->drawable(), {{dtype, m_device}, prediction});
    });
}

std::shared_ptr<const ControlNet> ResidentNetworks::controlNet(
    const std::shared_ptr<const KnownModel>& known, at::ScalarType dtype)
{
    const std::string kind = "ControlNet, " + std::string(c10::toString(dtype));
    return get<ControlNet>(known, kind, known->drawingParameters() * c10::elementSize(dtype), [&] {
        return ControlNet(Checkpoint::open(known->path), {dtype, m_device});
    });
}

std::shared_ptr<const DepthEstimator> ResidentNetworks::estimator(const std::shared_ptr<const KnownModel>& known)
{
    return get<DepthEstimator>(known, "depth estimator", known->estimatorParameters * sizeof(float),
        [&] { return DepthEstimator(Checkpoint::open(known->path), m_device); });
}

std::shared_ptr<const StepPreview> ResidentNetworks::preview(
    const std::shared_ptr<const KnownModel>& known, at::ScalarType dtype)
{
    constexpr std::uint64_t bytes = 10'000'000; // TAESD's decoder has 1.2 million weights
    return get<StepPreview>(known, "preview, " + std::string(c10::toString(dtype)), bytes, [&] {
        return StepPreview(*known, {dtype, m_device});
    });
}

bool ResidentNetworks::holds(const std::filesystem::path& path) const
{
    const std::lock_guard lock(m_mutex);
    return std::ranges::any_of(m_kept, [&](const Kept& each) { return each.known->path == path; });
}

std::uint64_t ResidentNetworks::bytes() const
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t sum = 0;
    for (const Kept& each : m_kept)
        sum += each.bytes;
    return sum;
}

void ResidentNetworks::shrinkTo(std::uint64_t bytes)
{
    std::list<Kept> leaving; // freed without the lock
    const std::lock_guard lock(m_mutex);
    std::uint64_t sum = 0;
    for (const Kept& each : m_kept)
        sum += each.bytes;
    for (auto each = m_kept.end(); sum > bytes && each != m_kept.begin();) {
        --each;
        if (each->network.use_count() > 1)
            continue;
        sum -= each->bytes;
        const auto next = std::next(each);
        leaving.splice(leaving.end(), m_kept, each);
        each = next;
    }
}

} // namespace tarn
