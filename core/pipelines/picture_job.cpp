#include <base/error.h>
#include <image/geometry.h>
#include <image/mask.h>
#include <image/resize.h>
#include <pipelines/depth_input.h>
#include <pipelines/inpaint.h>
#include <pipelines/outpaint.h>
#include <pipelines/picture_job.h>
#include <pipelines/picture_plan.h>
#include <pipelines/picture_tensors.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tarn {
namespace {

/// Guidance of 1 is the conditional prediction alone, as diffusers and k-diffusion's users have it.
bool isGuided(double guidance) { return guidance > 1; }

} // namespace

PictureJob::PictureJob(Networks networks, const GenerateRequest& request, const PictureLookup& pictures,
    const HandedTensors& handed, std::optional<BranchStart> branch)
    : m_networks(std::move(networks))
    , m_handed(handed)
    , m_request(request)
    , m_branch(std::move(branch))
    , m_plan(samplingPlanOf(request, model().sampling(), model().checkpoint().schedulerConfig()))
{
    requireModelFits();
    encodeText();
    if (request.image.isGiven())
        takePicture(pictures);
    if (m_branch)
        startAtBranch();
    const DiffusionModel::Blueprint& blueprint = model().blueprint();
    if (takesDepth(blueprint))
        m_depth = request.depth.isGiven()
            ? depthFromPicture(pictures(request.depth))
            : estimatedDepth(*m_networks.depth, request, m_picture, blueprint.vae.factor());
    for (std::size_t i = 0; i < request.controls.size(); ++i)
        m_hints.push_back(hintOf(request, i, pictures(request.controls[i].map), m_networks));
}

void PictureJob::requireModelFits() const
{
    const DiffusionModel::Blueprint& blueprint = model().blueprint();
    const ModelDescription& description = model().description();
    const std::string name = "\"" + description.path.string() + "\"";
    if (takesMask(blueprint) && !m_request.mask.isGiven() && !m_request.outpaint.any())
        throw StudioError(
            name + " draws only under a mask; give --image and --mask, or choose a text-to-image model.");
    requireDepthFits(description, blueprint, model().checkpoint().has(Part::depthEstimator), m_request);
    if (!takesMask(blueprint) && !takesDepth(blueprint)
        && blueprint.unet.inChannels != blueprint.vae.latentChannels)
        throw StudioError(name + " is a model for " + description.title
            + " and cannot draw from text alone; choose a text-to-image model.");
    if (blueprint.unet.classes > 0)
        throw StudioError(
            name + " expects a class or a noise level beside the text; choose a text-to-image model.");
}

void PictureJob::encodeText()
{
    const int width = model().blueprint().unet.contextWidth;
    const bool guided = isGuided(m_request.guidance);
    m_conditioning.context = m_handed.context();
    m_conditioning.guided = guided;
    const at::Tensor& context = m_conditioning.context;
    if (!context.defined())
        m_conditioning = encodePrompts(model(), m_request.prompt, m_request.negative, m_request.clipSkip, guided);
    else if (context.dim() != 3 || context.size(0) != (guided ? 2 : 1) || context.size(2) != width)
        throw UsageError("The tensor \"context\" of --tensors-in must have the shape ["
            + std::string(guided ? "2" : "1") + ", T, " + std::to_string(width)
            + "] for this model and guidance.");
}

void PictureJob::takePicture(const PictureLookup& pictures)
{
    const Image picture = pictures(m_request.image);
    const int native = preferredSide(model().blueprint(), model().checkpoint());
    const int factor = model().blueprint().vae.factor();
    const MakePlan makePlan = [this](const GenerateRequest& pass) {
        return samplingPlanOf(pass, model().sampling(), model().checkpoint().schedulerConfig());
    };
    if (m_request.outpaint.any()) {
        const OutpaintMargins& margins = m_request.outpaint;
        const Box old = oldPictureBox(m_request);
        m_picture = paddedByEdges(resized(picture, old.width, old.height, Filter::lanczos),
            {margins.left, margins.top, margins.right, margins.bottom});
        m_edit = outpaintPlan(m_request, native, factor, makePlan);
        return;
    }
    m_picture = resized(picture, m_request.width, m_request.height, Filter::lanczos);
    if (m_request.mask.isGiven())
        m_edit = inpaintPlan(
            m_request, pictures(m_request.mask), picture.width, picture.height, native, factor, makePlan);
}

/// Shortens the run that the branch lies in to what is left of it.
void PictureJob::startAtBranch()
{
    const std::size_t passes = std::max<std::size_t>(m_edit.passes.size(), 1);
    const bool isSame = m_branch->pass == 0
        || (m_branch->before.width == m_picture.width && m_branch->before.height == m_picture.height);
    if (m_branch->pass >= passes || !isSame)
        throw UsageError("The recorded step belongs to a picture that was drawn in other parts; leave out --size "
                         "and the margins.");
    SamplingPlan& plan = m_edit.passes.empty() ? m_plan : m_edit.passes[m_branch->pass].plan;
    const GenerateRequest& request = m_edit.passes.empty() ? m_request : m_edit.passes[m_branch->pass].request;
    if (plan.sigmas.empty())
        return;
    m_firstSigma = plan.sigmas.front();
    plan = branchPlanOf(request, model().sampling(), model().checkpoint().schedulerConfig(), m_branch->sigma);
}

const SamplingPlan& PictureJob::plan() const { return m_edit.passes.empty() ? m_plan : m_edit.passes.back().plan; }

int PictureJob::steps() const
{
    if (m_edit.passes.empty())
        return int(m_plan.timesteps.size());
    int sum = 0;
    for (std::size_t i = m_branch ? m_branch->pass : 0; i < m_edit.passes.size(); ++i)
        sum += int(m_edit.passes[i].plan.timesteps.size());
    return sum;
}

EditArea runAreaOf(const GenerateRequest& request, const PictureLookup& pictures, int native, int factor)
{
    EditArea area{{0, 0, request.width, request.height}, request.width, request.height};
    if (request.outpaint.any()) {
        oldPictureBox(request);
        area = outpaintArea(request, native, factor);
    } else if (request.mask.isGiven()) {
        const Image mask = maskFrom(pictures(request.mask));
        area = editArea(request, maskBounds(maskAt(mask, request.width, request.height)), native, factor);
    }
    const auto padded = [factor](int side) { return (side + factor - 1) / factor * factor; };
    return {area.context, padded(area.width), padded(area.height)};
}

int preferredSide(const DiffusionModel::Blueprint& blueprint, const Checkpoint& checkpoint)
{
    const nlohmann::json& config = checkpoint.config(Part::unet);
    const auto found = config.find("sample_size");
    const int latents = found != config.end() && found->is_number_integer() && *found > 0 ? found->get<int>() : 64;
    return latents * blueprint.vae.factor();
}

} // namespace tarn
