#include <base/error.h>
#include <nn/stop.h>
#include <pipelines/guidance.h>
#include <pipelines/text_to_image.h>
#include <sampling/noise_source.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <cstring>

namespace tarn {
namespace {

/// Guidance of 1 is the conditional prediction alone, as diffusers and k-diffusion's users have it.
bool isGuided(double guidance) { return guidance > 1; }

void requireFinite(const at::Tensor& x, const char* what, at::ScalarType dtype)
{
    if (at::isfinite(x).all().item<bool>())
        return;
    throw StudioError(std::string("The ") + what + " came out with values that are no numbers; "
        + (dtype == at::kFloat
                ? "the model's weights are damaged or its settings do not fit it, so try another model, "
                  "fewer steps or less guidance."
                : "repeat with --dtype fp32."));
}

} // namespace

TextToImage::TextToImage(const DiffusionModel& model, const GenerateRequest& request, const HandedTensors& handed)
    : m_model(model)
    , m_handed(handed)
    , m_request(request)
    , m_plan(makePlan(request.sampler, request.schedule, request.steps, model.sampling(),
          model.checkpoint().schedulerConfig()))
{
    const DiffusionModel::Blueprint& blueprint = model.blueprint();
    if (blueprint.unet.inChannels != blueprint.vae.latentChannels)
        throw StudioError("\"" + model.description().path.string() + "\" is a model for "
            + model.description().title + " and cannot draw from text alone; choose a text-to-image model.");
    if (blueprint.unet.classes > 0)
        throw StudioError("\"" + model.description().path.string()
            + "\" expects a class or a noise level beside the text; choose a text-to-image model.");
    const bool guided = isGuided(request.guidance);
    m_conditioning.context = handed.context();
    m_conditioning.guided = guided;
    if (!m_conditioning.context.defined())
        m_conditioning = encodePrompts(model, request.prompt, request.negative, request.clipSkip, guided);
    else if (m_conditioning.context.dim() != 3 || m_conditioning.context.size(0) != (guided ? 2 : 1)
        || m_conditioning.context.size(2) != blueprint.unet.contextWidth)
        throw UsageError("The tensor \"context\" of --tensors-in must have the shape ["
            + std::string(guided ? "2" : "1") + ", T, " + std::to_string(blueprint.unet.contextWidth)
            + "] for this model and guidance.");
}

std::vector<std::int64_t> TextToImage::latentShape() const
{
    const VaeShape& vae = m_model.blueprint().vae;
    return {1, vae.latentChannels, m_request.height / vae.factor(), m_request.width / vae.factor()};
}

DrawnPicture TextToImage::draw(std::uint64_t seed, std::int64_t index, const StepObserver& observe) const
{
    const std::vector<std::int64_t> shape = latentShape();
    RunNoise noise = makeNoise(m_plan, parseNoiseKind(m_request.noise), seed, shape);
    if (const at::Tensor handed = m_handed.picture("noise.init", index, shape); handed.defined())
        noise.start = handed;
    if (auto draws = m_handed.steps(index, shape); !draws.empty())
        noise.steps = std::make_unique<GivenNoise>(std::move(draws));

    DrawnPicture drawn;
    const auto record = [&](const Step& step) {
        stopPoint();
        if (step.index > 0) // the state that this step starts from is the one after the step before
            drawn.latents.push_back(m_plan.published(step.x, step.sigma));
        observe(step);
    };
    const Denoiser denoise = guidedDenoiser(m_model, m_conditioning, m_request.guidance, m_plan.timestepOf);
    const at::Tensor x = m_plan.run(denoise, noise.start * m_plan.startScale, *noise.steps, record);
    drawn.latents.push_back(m_plan.published(x, m_plan.sigmas.back()));
    requireFinite(x, "latents", m_model.dtype());

    const at::Tensor pixels = m_model.decode(drawn.latents.back());
    requireFinite(pixels, "picture", m_model.dtype());
    drawn.image = (pixels / 2 + 0.5).clamp(0, 1);
    return drawn;
}

int preferredSide(const DiffusionModel::Blueprint& blueprint, const Checkpoint& checkpoint)
{
    const nlohmann::json& config = checkpoint.config(Part::unet);
    const auto found = config.find("sample_size");
    const int latents = found != config.end() && found->is_number_integer() && *found > 0 ? found->get<int>() : 64;
    return latents * blueprint.vae.factor();
}

Image toImage(const at::Tensor& picture)
{
    const at::Tensor bytes = (picture[0] * 255).round().to(at::kByte).permute({1, 2, 0}).contiguous();
    Image image;
    image.width = int(bytes.size(1));
    image.height = int(bytes.size(0));
    image.channels = 3;
    image.bits = 8;
    image.pixels.resize(std::size_t(bytes.numel()));
    std::memcpy(image.pixels.data(), bytes.const_data_ptr(), image.pixels.size());
    return image;
}

} // namespace tarn
