#pragma once

#include <pipelines/control_net.h>
#include <pipelines/depth_map.h>

#include <engine/model_shelf.h>
#include <engine/step_preview.h>

#include <list>
#include <string>

namespace tarn {

/// Loaded networks, which jobs share. Those that nobody uses stay as long as they fit into a budget together; the
/// one used last leaves last. Any thread may call. All throw ModelError and Cancelled.
class ResidentNetworks {
public:
    /// `budget` in bytes; 0: half of what is free on `device` when something is loaded.
    explicit ResidentNetworks(std::uint64_t budget, at::Device device = at::kCPU)
        : m_budget(budget)
        , m_device(device)
    {
    }

    std::shared_ptr<const DiffusionModel> model(
        const std::shared_ptr<const KnownModel>& known, at::ScalarType dtype, const std::string& prediction);
    std::shared_ptr<const ControlNet> controlNet(
        const std::shared_ptr<const KnownModel>& known, at::ScalarType dtype);
    std::shared_ptr<const DepthEstimator> estimator(const std::shared_ptr<const KnownModel>& known);
    std::shared_ptr<const StepPreview> preview(
        const std::shared_ptr<const KnownModel>& known, at::ScalarType dtype);

    /// Whether anything of a model is in memory.
    bool holds(const std::filesystem::path& path) const;
    /// Bytes of all.
    std::uint64_t bytes() const;
    /// Lets go of those that nobody uses, the longest unused first, until no more than `bytes` are left.
    void shrinkTo(std::uint64_t bytes);

private:
    struct Kept {
        std::shared_ptr<const KnownModel> known; ///< a model whose files changed is another one
        std::string kind; ///< which of its networks, and how they compute
        std::uint64_t bytes;
        std::shared_ptr<const void> network;
    };

    template <typename Network, typename Load>
    std::shared_ptr<const Network> get(const std::shared_ptr<const KnownModel>& known, const std::string& kind,
        std::uint64_t bytes, const Load& load);
    std::shared_ptr<const void> find(const std::shared_ptr<const KnownModel>& known, const std::string& kind);

    const std::uint64_t m_budget;
    const at::Device m_device;
    mutable std::mutex m_mutex;
    std::timed_mutex m_loading; ///< so that nothing is loaded twice
    std::list<Kept> m_kept; ///< the one used last first
};

} // namespace tarn
