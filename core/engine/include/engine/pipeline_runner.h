#pragma once

#include <pipelines/edit_area.h>
#include <pipelines/memory.h>
#include <pipelines/networks.h>

#include <engine/model_shelf.h>
#include <engine/record_shelf.h>
#include <engine/resident_networks.h>
#include <engine/runner.h>

#include <map>
#include <mutex>

namespace tarn {

/// The engine's work done by core/pipelines.
class PipelineRunner final : public Runner {
public:
    struct Options {
        std::vector<std::filesystem::path> folders; ///< where models are looked for, beside the starter models
        std::uint64_t modelBytes = 0; ///< of weights that stay in memory between jobs; 0: half of what is free
        std::uint64_t jobBytes = 0; ///< that the program may take while it draws; 0: what is free
        at::Device device = at::kCPU; ///< of the networks
        std::filesystem::path records; ///< folder of the step records; empty: the usual one
        std::uint64_t recordBytes = std::uint64_t(2) << 30; ///< of all records together
    };
    explicit PipelineRunner(Options options);

    void run(const Job& job, JobControl& control) override;
    PlanReport plan(const GenerateRequest& request, BlobStore& blobs) override;
    std::vector<ModelSummary> models() override;
    ModelSummary describe(const std::filesystem::path& path) override;
    std::pair<Media, std::vector<std::byte>> decode(const JobId& job, int step) override;

private:
    friend class RequestDrawing;

    /// The models of a request, by their headers.
    struct Chosen {
        std::shared_ptr<const KnownModel> model;
        std::vector<std::shared_ptr<const KnownModel>> controls; ///< one for each of the request's
    };

    Chosen choose(const GenerateRequest& request, bool verify);
    Networks load(const Chosen& chosen, const GenerateRequest& request);
    /// A request as it is drawn here: the dtype of one that leaves it open is chosen.
    GenerateRequest resolved(GenerateRequest request) const;
    static MemoryNeed needOf(const Chosen& chosen, const GenerateRequest& request, const EditArea& area);
    std::uint64_t memoryForJobs() const;
    void makeRoomFor(const MemoryNeed& need, const DiffusionModel::Blueprint& blueprint);
    void tookTime(const KnownModel& model, const GenerateRequest& request, double secondsPerPixelStep);
    ModelSummary summary(const KnownModel& known);

    const Options m_options;
    ModelShelf m_shelf;
    ResidentNetworks m_networks;
    const RecordShelf m_records;
    std::mutex m_mutex;
    std::map<std::string, double> m_secondsPerPixelStep; ///< by model and dtype
};

} // namespace tarn
