#include "request_drawing.h"

#include "request_plan.h"

#include <image/png.h>
#include <image/read.h>
#include <models/vae_tiles.h>
#include <nn/device.h>
#include <nn/stop.h>
#include <pipelines/memory.h>
#include <pipelines/record_branch.h>
#include <pipelines/retries.h>
#include <protocol/parameters_text.h>

#include <ATen/Context.h>

#include <chrono>
#include <utility>

namespace tarn {

using Phase = JobProgress::Phase;

/// Thrown from a step whose prediction was replaced.
struct RequestDrawing::EditedStep {
    BranchStart start;
    int step;
};

RequestDrawing::RequestDrawing(PipelineRunner& runner, const Job& job, int index, JobControl& control)
    : m_runner(runner)
    , m_job(job)
    , m_index(index)
    , m_control(control)
    , m_request(runner.resolved(job.requests[std::size_t(index)]))
{
}

PictureLookup RequestDrawing::pictures() const
{
    return [this](const BlobReference& reference) { return pictureOf(reference, m_control.blob(reference)); };
}

void RequestDrawing::report(Phase phase, int step)
{
    m_control.report({phase, m_index, step, m_request.steps, {}});
}

void RequestDrawing::draw()
{
    report(Phase::loading);
    stopPoint();
    m_chosen = m_runner.choose(m_request, true);
    const int factor = m_chosen.model->blueprint->vae.factor();
    if (!m_request.image.isGiven() && (m_request.width % factor != 0 || m_request.height % factor != 0))
        throw UsageError("The size " + std::to_string(m_request.width) + "x" + std::to_string(m_request.height)
            + " does not fit this model: both sides must be multiples of " + std::to_string(factor) + ".");
    m_area = runAreaOf(m_request, pictures(), m_chosen.model->preferredSide, factor);
    at::globalContext().setDeterministicAlgorithms(m_request.deterministic, false);
    at::globalContext().setDeterministicMkldnn(m_request.deterministic);
    bool anew = false;
    const auto change = [this](DrawFault fault) {
        if (fault == DrawFault::memoryRanOut)
            return useLessMemory();
        m_control.note("The numbers left the range of " + m_request.dtype + "; the picture was drawn in fp32.");
        m_request.dtype = "fp32";
    };
    drawWithRetries(
        m_request, [&] { drawOnce(std::exchange(anew, true)); }, change);
}

/// The forecast was too low: without the networks of other jobs, and in smaller tiles.
void RequestDrawing::useLessMemory()
{
    m_runner.m_networks.shrinkTo(0);
    releaseKeptMemory(m_runner.m_options.device);
    m_request.vaeTile = smallerTile(m_chosen.model->blueprint->vae, m_request.vaeTile);
    m_control.note("The memory ran out; the picture was drawn once more, in "
        + std::to_string(vaeTiles(m_area.width, m_area.height, m_request.vaeTile)) + " tiles.");
}

/// Chooses tiles where the picture would not fit otherwise.
void RequestDrawing::fitMemory()
{
    const DiffusionModel::Blueprint& blueprint = *m_chosen.model->blueprint;
    const MemoryNeed need = m_runner.needOf(m_chosen, m_request, m_area);
    int tile = 0;
    try {
        tile = fittingTile(blueprint, need, m_runner.memoryForJobs());
    } catch (const StudioError& e) {
        throw OutOfDeviceMemory(e.what());
    }
    if (tile == m_request.vaeTile)
        return;
    m_request.vaeTile = tile;
    m_control.note("The picture was encoded and decoded in "
        + std::to_string(vaeTiles(m_area.width, m_area.height, tile))
        + " tiles, because memory was short for all of it at once.");
}

void RequestDrawing::drawOnce(bool anew)
{
    fitMemory();
    const Networks networks = m_runner.load(m_chosen, m_request);
    const auto preview = m_runner.m_networks.preview(m_chosen.model, dtypeOf(m_request.dtype));
    if (m_job.previews && !preview->problem().empty())
        m_control.note("The previews are coarse: " + preview->problem());
    m_runner.makeRoomFor(m_runner.needOf(m_chosen, m_request, m_area), *m_chosen.model->blueprint);
    report(Phase::preparing);
    m_recording = startRecording(anew);
    for (;;) {
        BranchStart edited;
        int step = 0;
        try {
            return finish(attempt(networks, *preview));
        } catch (EditedStep& at) {
            edited = std::move(at.start);
            step = at.step;
        }
        m_recording.startAgain(std::move(edited), step);
    }
}

Recording RequestDrawing::startRecording(bool anew)
{
    if (m_index > 0)
        return {};
    const auto throughPasses = [this](const StepRecord& source, int step) {
        const GenerateRequest& request = source.request();
        return branchAt(m_runner.load(m_runner.choose(request, true), request), pictures(), source, step);
    };
    return m_runner.m_records.prepare(m_job, m_request, anew, throughPasses);
}

DrawnPicture RequestDrawing::attempt(const Networks& networks, const StepPreview& preview)
{
    const HandedTensors none;
    const PictureJob pipeline(networks, m_request, pictures(), none, m_recording.branch);
    std::optional<RecordedRun> recorded;
    if (m_recording.record)
        recorded.emplace(*m_recording.record, m_recording.replayed);
    const int steps = m_recording.firstStep + pipeline.steps();
    DrawHooks hooks;
    hooks.observe = [&](const Step& step, const StepView& view) {
        observe(step, steps, view, recorded ? &*recorded : nullptr, preview);
    };
    if (recorded)
        hooks.wrap = [&recorded](Denoiser denoise) { return recorded->around(std::move(denoise)); };
    const auto start = std::chrono::steady_clock::now();
    DrawnPicture picture = pipeline.draw(seedsOf(m_request), 0, hooks);
    if (recorded)
        recorded->finish();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (pipeline.steps() > 0)
        m_runner.tookTime(
            *m_chosen.model, m_request, taken.count() / (double(m_area.width) * m_area.height * pipeline.steps()));
    return picture;
}

void RequestDrawing::observe(
    const Step& step, int steps, const StepView& view, RecordedRun* recorded, const StepPreview& preview)
{
    const int number = m_recording.firstStep + step.index;
    std::optional<int> kept;
    if (recorded) {
        recorded->observe(step);
        kept = number;
    }
    if (m_job.previews)
        if (auto drawn = preview.draw(step.denoised))
            m_control.preview(number, drawn->first, std::move(drawn->second));
    pauseAt(number, steps, view, kept);
    m_control.report({number + 1 < steps ? Phase::sampling : Phase::decoding, m_index, number + 1, steps, kept});
}

/// Waits where the job is to pause (protocol/messages.h), and starts anew from what was put in the step's place.
void RequestDrawing::pauseAt(int number, int steps, const StepView& view, std::optional<int> kept)
{
    if (m_control.pauseAsked()) {
        const Image shown = view.picture();
        Media media;
        media.width = shown.width;
        media.height = shown.height;
        m_control.preview(number, media, encodePng(shown, {}));
        m_control.report({Phase::paused, m_index, number, steps, kept});
    }
    if (const Blob replacement = m_control.waitWhilePaused())
        throw EditedStep{view.startWith(readImage(*replacement, "The edited picture")), number};
}

void RequestDrawing::finish(const DrawnPicture& picture)
{
    stopPoint();
    Media media;
    media.width = picture.picture.width;
    media.height = picture.picture.height;
    if (const auto& edit = picture.edit) {
        const auto box = [](const Box& of) { return PixelBox{of.x, of.y, of.width, of.height}; };
        media.edit = EditSummary{box(edit->context), edit->width, edit->height, edit->passes, box(edit->pasted),
            edit->reach, edit->seam};
    }
    m_control.finish(media,
        encodePng(picture.picture,
            std::vector<TextChunk>{
                {"parameters", formatParametersText(m_request)}, {"tarn", toJson(m_request), true}}));
}

} // namespace tarn
