#include "request_drawing.h"
#include "request_plan.h"

#include <image/png.h>
#include <nn/precision.h>
#include <nn/stop.h>
#include <pipelines/depth_input.h>
#include <pipelines/memory.h>
#include <pipelines/model_places.h>
#include <pipelines/picture_decode.h>
#include <pipelines/picture_tensors.h>

#include <ATen/core/grad_mode.h>

#include <engine/pipeline_runner.h>

#include <algorithm>
#include <set>

namespace tarn {
namespace fs = std::filesystem;

PipelineRunner::PipelineRunner(Options options)
    : m_options(std::move(options))
    , m_shelf(m_options.folders)
    , m_networks(m_options.modelBytes, m_options.device)
    , m_records(m_options.records.empty() ? RecordShelf::usualFolder() : m_options.records, m_options.recordBytes)
{
}

PipelineRunner::Chosen PipelineRunner::choose(const GenerateRequest& request, bool verify)
{
    Chosen chosen{m_shelf.known(m_shelf.locate(request, verify)), {}};
    chosen.model->drawable();
    for (const ControlReference& control : request.controls) {
        const bool isOpen = control.model == ModelReference();
        if (isOpen && chosen.model->path != starterModel())
            throw UsageError("A control of the request names no ControlNet; choose one.");
        chosen.controls.push_back(
            m_shelf.known(isOpen ? starterScribbleModel() : m_shelf.locate(control.model, verify)));
    }
    return chosen;
}

Networks PipelineRunner::load(const Chosen& chosen, const GenerateRequest& request)
{
    const at::ScalarType dtype = dtypeOf(request.dtype);
    Networks networks;
    for (const auto& control : chosen.controls)
        networks.controls.push_back(m_networks.controlNet(control, dtype));
    networks.model = m_networks.model(chosen.model, dtype, request.prediction);
    if (needsEstimator(*chosen.model->blueprint, request))
        networks.depth = m_networks.estimator(chosen.model);
    return networks;
}

MemoryNeed PipelineRunner::needOf(const Chosen& chosen, const GenerateRequest& request, const EditArea& area)
{
    NetworkParameters parameters{chosen.model->drawingParameters(), chosen.model->estimatorParameters};
    for (const auto& control : std::set(chosen.controls.begin(), chosen.controls.end()))
        parameters.drawing += control->drawingParameters();
    return tarn::needOf(*chosen.model->blueprint, request, area.width, area.height, parameters);
}

/// What is free, with what this program holds already: networks of other jobs leave.
std::uint64_t PipelineRunner::memoryForJobs() const
{
    const std::uint64_t all = availableMemory(m_options.device) + m_networks.bytes() + programMemory();
    return m_options.jobBytes > 0 ? std::min(m_options.jobBytes, all) : all;
}

/// Lets networks of other jobs go where the loaded ones could not work beside them.
void PipelineRunner::makeRoomFor(const MemoryNeed& need, const DiffusionModel::Blueprint& blueprint)
{
    const std::uint64_t work = estimateMemory(blueprint, need) - programMemory() - need.weights;
    const std::uint64_t available = availableMemory(m_options.device), held = m_networks.bytes();
    if (work > available)
        m_networks.shrinkTo(held - std::min(held, work - available));
}

void PipelineRunner::tookTime(const KnownModel& model, const GenerateRequest& request, double secondsPerPixelStep)
{
    const std::lock_guard lock(m_mutex);
    m_secondsPerPixelStep[model.path.string() + request.dtype] = secondsPerPixelStep;
}

void PipelineRunner::run(const Job& job, JobControl& control)
{
    const StopScope listening(control.stopToken());
    const c10::InferenceMode inference;
    flushDenormals();
    for (int i = 0; i < int(job.requests.size()); ++i)
        RequestDrawing(*this, job, i, control).draw();
}

GenerateRequest PipelineRunner::resolved(GenerateRequest request) const
{
    if (request.dtype == "auto")
        request.dtype = usualDtype(m_options.device);
    return request;
}

PlanReport PipelineRunner::plan(const GenerateRequest& asked, BlobStore& blobs)
{
    const GenerateRequest request = resolved(asked);
    PlanReport report;
    report.mode = modeOf(request);
    try {
        const Chosen chosen = choose(request, false);
        RequestPlan planned = planRequest(request, *chosen.model, blobs, report);
        const MemoryNeed need = needOf(chosen, request, planned.area);
        report.memoryNeeded = estimateMemory(*chosen.model->blueprint, need);
        report.memoryAvailable = memoryForJobs();
        {
            const std::lock_guard lock(m_mutex);
            const auto found = m_secondsPerPixelStep.find(chosen.model->path.string() + request.dtype);
            if (found != m_secondsPerPixelStep.end())
                report.seconds = found->second * planned.pixelSteps;
        }
        planMemory(*chosen.model->blueprint, need, report);
    } catch (const StudioError& e) {
        report.refusal = e.what();
    }
    return report;
}

ModelSummary PipelineRunner::summary(const KnownModel& known)
{
    const ModelDescription& model = known.description;
    return {model.name, known.path.string(), model.title, model.prediction, model.parameters, model.bytes,
        known.preferredSide, m_networks.holds(known.path), model.whyNotDrawable};
}

std::vector<ModelSummary> PipelineRunner::models()
{
    std::vector<ModelSummary> all;
    for (const fs::path& path : m_shelf.places()) {
        try {
            all.push_back(summary(*m_shelf.known(path)));
        } catch (const StudioError& e) {
            ModelSummary broken;
            broken.name = path.stem().string();
            broken.path = path.string();
            broken.whyNotDrawable = e.what();
            all.push_back(std::move(broken));
        }
    }
    return all;
}

ModelSummary PipelineRunner::describe(const fs::path& path) { return summary(*m_shelf.known(path)); }

std::pair<Media, std::vector<std::byte>> PipelineRunner::decode(const JobId& job, int step)
{
    const c10::InferenceMode inference;
    flushDenormals();
    const StepRecord record = m_records.open(job);
    const GenerateRequest& request = record.request();
    const at::Tensor latents = record.branchAt(step).denoised;
    const auto known = m_shelf.known(m_shelf.locate(request, true));
    known->drawable();
    const auto decoded = [&](at::ScalarType dtype) {
        const auto model = m_networks.model(known, dtype, request.prediction);
        return toImage(decodedPicture(*model, latents, request.width, request.height, request.vaeTile));
    };
    std::optional<Image> image;
    try {
        image = decoded(dtypeOf(request.dtype));
    } catch (const NotFinite&) {
        if (dtypeOf(request.dtype) == at::kFloat)
            throw;
    }
    if (!image)
        image = decoded(at::kFloat);
    Media media;
    media.width = image->width;
    media.height = image->height;
    return {media, encodePng(*image, {})};
}

} // namespace tarn
