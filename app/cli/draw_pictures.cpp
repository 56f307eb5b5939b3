#include <base/durable_file.h>
#include <base/error.h>
#include <image/png.h>
#include <nn/device.h>
#include <nn/stop.h>
#include <pipelines/depth_input.h>
#include <pipelines/memory.h>
#include <pipelines/record_branch.h>
#include <pipelines/recorded_run.h>
#include <pipelines/retries.h>
#include <protocol/parameters_text.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <cli/draw_pictures.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>

namespace tarn {
namespace {

/// What --tensors-out writes, gathered picture by picture (DESIGN.md, "The command line").
class TensorRecord {
public:
    void add(const PictureJob& job, const DrawnPicture& picture)
    {
        m_plan = job.plan();
        m_context = job.conditioning().context;
        append("image", picture.image);
        append("latents", picture.latents.back());
        for (std::size_t i = 0; i < picture.latents.size(); ++i)
            append("latents." + std::to_string(i), picture.latents[i]);
        ++m_pictures;
    }

    void write(const std::filesystem::path& path)
    {
        const auto list = [](const std::vector<double>& values) {
            return at::tensor(values, at::kDouble).to(at::kFloat);
        };
        TensorFile file{m_tensors, {}};
        file.tensors["timesteps"] = list(m_plan.timesteps);
        file.tensors["sigmas"] = list(m_plan.sigmas);
        file.tensors["context"] = m_context.repeat_interleave(m_pictures, 0);
        writeTensorFile(path, file);
    }

private:
    void append(const std::string& name, const at::Tensor& rows)
    {
        at::Tensor& all = m_tensors[name];
        all = all.defined() ? at::cat({all, rows}, 0) : rows;
    }

    SamplingPlan m_plan;
    at::Tensor m_context;
    std::map<std::string, at::Tensor> m_tensors;
    std::int64_t m_pictures = 0;
};

nlohmann::json boxJson(const Box& box)
{
    return {{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
}

nlohmann::json summary(const GenerateRequest& request, const DrawnPicture& picture,
    const std::filesystem::path& file, at::Device device, double seconds)
{
    nlohmann::json object{{"file", file.string()}, {"width", picture.picture.width},
        {"height", picture.picture.height}, {"seed", request.seed}, {"seconds", seconds}, {"device", device.str()},
        {"request", nlohmann::json::parse(toJson(request))}};
    if (const auto& edit = picture.edit)
        object["edit"] = {{"context", boxJson(edit->context)}, {"drawnWidth", edit->width},
            {"drawnHeight", edit->height}, {"passes", edit->passes}, {"pasted", boxJson(edit->pasted)},
            {"reach", edit->reach}, {"seam", edit->seam}};
    return object;
}

/// Everything of a run of `tarn generate` that its pictures share.
class PictureSeries {
public:
    PictureSeries(const RequestedRun& run, const GenerateOptions& options, const HandedTensors& handed,
        Checkpoint checkpoint, at::Device device, Progress& progress)
        : m_run(run)
        , m_options(options)
        , m_handed(handed)
        , m_path(checkpoint.description().path)
        , m_blueprint(DiffusionModel::inspect(checkpoint))
        , m_device(device)
        , m_progress(progress)
        , m_request(run.request)
    {
        onDevice([&] { makeReady(std::move(checkpoint)); });
    }

    void draw()
    {
        const std::uint64_t firstSeed = m_request.seed;
        for (int i = 0; i < m_options.count; ++i) {
            const auto start = std::chrono::steady_clock::now();
            if (i > 0)
                m_request = inSeries(std::move(m_request), 1);
            const DrawnPicture picture = drawOne(i);
            const int steps = std::max(m_job->steps(), 1);
            m_progress.step(i, steps, steps);
            stopPoint();
            const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
            write(picture, outputPath(m_options, firstSeed, i), taken.count());
        }
        if (m_options.tensorsOut)
            m_tensors.write(*m_options.tensorsOut);
    }

private:
    void makeReady(Checkpoint checkpoint);
    Networks load(GenerateRequest& request, Checkpoint checkpoint) const;
    void record();
    BranchStart branchStart(const StepRecord& source, int step) const;
    DrawnPicture drawOne(int index);
    void changeAfter(DrawFault fault);
    DrawnPicture attempt(int index);
    void write(const DrawnPicture& picture, const std::filesystem::path& file, double seconds);

    const RequestedRun& m_run;
    const GenerateOptions& m_options;
    const HandedTensors& m_handed;
    const std::filesystem::path m_path;
    const DiffusionModel::Blueprint m_blueprint;
    const at::Device m_device;
    Progress& m_progress;
    GenerateRequest m_request;
    Recording m_recording;
    std::optional<PictureJob> m_job;
    TensorRecord m_tensors;
};

/// Loads in the request's dtype.
void PictureSeries::makeReady(Checkpoint checkpoint)
{
    const Networks networks = load(m_request, std::move(checkpoint));
    if (m_options.record)
        record();
    m_job.emplace(networks, m_request, lookupIn(m_run.pictures), m_handed, m_recording.branch);
}

/// Also writes into the request which ControlNets they are.
Networks PictureSeries::load(GenerateRequest& request, Checkpoint checkpoint) const
{
    const Compute compute(dtypeOf(request.dtype), m_device);
    Networks networks;
    std::map<std::filesystem::path, std::shared_ptr<const ControlNet>> loaded;
    for (std::size_t i = 0; i < request.controls.size(); ++i) {
        const std::filesystem::path& path = m_run.controlModels.at(i);
        std::shared_ptr<const ControlNet>& net = loaded[path];
        if (!net)
            net = std::make_shared<const ControlNet>(Checkpoint::open(path), compute);
        request.controls[i].model = referenceTo(net->checkpoint());
        networks.controls.push_back(net);
    }
    if (needsEstimator(m_blueprint, request))
        networks.depth = std::make_shared<const DepthEstimator>(checkpoint, m_device);
    networks.model = std::make_shared<const DiffusionModel>(
        std::move(checkpoint), m_blueprint, LoadOptions{compute, request.prediction});
    return networks;
}

/// What the run starts with and is recorded by.
void PictureSeries::record()
{
    const std::filesystem::path folder = *m_options.record;
    if (!m_options.fromStep && !StepRecord::isIn(folder)) {
        m_recording.record = StepRecord::create(folder, m_request);
        return;
    }
    StepRecord source = StepRecord::open(folder);
    const bool same = asksForTheSame(source.request(), m_request);
    if (!m_options.fromStep && !same)
        throw UsageError("\"" + *m_options.record
            + "\" is the record of another request; choose another folder, or branch from it with --from-step.");
    if (same) {
        const std::size_t calls = m_options.fromStep ? source.callOf(*m_options.fromStep) : source.calls().size();
        m_recording = Recording::after(std::move(source), calls);
    } else { // the record stays as it is
        m_recording.branch = branchStart(source, *m_options.fromStep);
    }
}

BranchStart PictureSeries::branchStart(const StepRecord& source, int step) const
{
    if (!hasPasses(source))
        return source.branchAt(step);
    GenerateRequest request = source.request();
    return branchAt(load(request, Checkpoint::open(m_path)), lookupIn(m_run.pictures), source, step);
}

DrawnPicture PictureSeries::drawOne(int index)
{
    DrawnPicture picture;
    const auto drawn = [&] {
        if (!m_job)
            makeReady(Checkpoint::open(m_path));
        picture = attempt(index);
    };
    drawWithRetries(m_request, drawn, [this](DrawFault fault) { changeAfter(fault); });
    return picture;
}

void PictureSeries::changeAfter(DrawFault fault)
{
    if (fault == DrawFault::memoryRanOut) {
        m_request.vaeTile = smallerTile(m_blueprint.vae, m_request.vaeTile);
        m_progress.say("The memory ran out; the picture is drawn once more, in smaller tiles.");
    } else {
        m_progress.say("The numbers left the range of " + m_request.dtype + "; the picture is drawn in fp32.");
        m_request.dtype = "fp32";
    }
    if (m_recording.record) {
        StepRecord::remove(*m_options.record);
        m_recording = {};
    }
    m_job.reset(); // two models may not fit
    releaseKeptMemory(m_device);
}

DrawnPicture PictureSeries::attempt(int index)
{
    std::optional<RecordedRun> recorded;
    if (m_recording.record)
        recorded.emplace(*m_recording.record, m_recording.replayed);
    DrawHooks hooks;
    hooks.observe = [&](const Step& step, const StepView&) {
        if (recorded)
            recorded->observe(step);
        m_progress.step(index, step.index, m_job->steps());
    };
    if (recorded)
        hooks.wrap = [&recorded](Denoiser denoise) { return recorded->around(std::move(denoise)); };
    DrawnPicture picture = m_job->draw(seedsOf(m_request), index, hooks);
    if (recorded)
        recorded->finish();
    return picture;
}

void PictureSeries::write(const DrawnPicture& picture, const std::filesystem::path& file, double seconds)
{
    writePng(file, picture.picture,
        std::vector<TextChunk>{
            {"parameters", formatParametersText(m_request)}, {"tarn", toJson(m_request), true}});
    if (m_options.tensorsOut)
        m_tensors.add(*m_job, picture);
    if (m_options.json)
        std::printf("%s\n", summary(m_request, picture, file, m_device, seconds).dump().c_str());
    else
        m_progress.say(std::filesystem::absolute(file).string());
    std::fflush(stdout);
}

} // namespace

ModelReference referenceTo(const Checkpoint& checkpoint)
{
    ModelReference model;
    model.name = checkpoint.description().name;
    if (checkpoint.description().layout == Layout::singleFile)
        model.sha256 = checkpoint.sha256();
    else
        for (const auto& [name, part] : referencedParts())
            if (checkpoint.has(part))
                model.parts.emplace(name, checkpoint.sha256(part));
    return model;
}

PictureLookup lookupIn(const NamedPictures& pictures)
{
    return [&pictures](const BlobReference& blob) {
        const auto found = pictures.find(blob.sha256);
        if (found == pictures.end())
            throw StudioError("A picture that the record was made from (SHA-256 " + blob.sha256.substr(0, 12)
                + "…) is not among the files given; name it with --image.");
        return found->second;
    };
}

void drawPictures(const RequestedRun& run, const GenerateOptions& options, const HandedTensors& handed,
    Checkpoint checkpoint, at::Device device, Progress& progress)
{
    PictureSeries(run, options, handed, std::move(checkpoint), device, progress).draw();
}

} // namespace tarn
