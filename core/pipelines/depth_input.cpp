#include <base/error.h>
#include <pipelines/depth_input.h>
#include <pipelines/depth_map.h>
#include <pipelines/picture_tensors.h>

#include <algorithm>

namespace tarn {

bool takesDepth(const DiffusionModel::Blueprint& blueprint)
{
    return blueprint.unet.inChannels == blueprint.vae.latentChannels + 1;
}

void requireDepthFits(const ModelDescription& model, const DiffusionModel::Blueprint& blueprint, bool hasEstimator,
    const GenerateRequest& request)
{
    const std::string name = "\"" + model.path.string() + "\"";
    if (!takesDepth(blueprint)) {
        if (request.depth.isGiven())
            throw StudioError(name
                + " does not look at depth; choose a depth-to-image model, or give the map to a depth ControlNet "
                  "with --control and --control-model.");
        return;
    }
    if (request.depth.isGiven())
        return;
    if (!request.image.isGiven())
        throw StudioError(name + " draws along a depth map; name a picture with --image, or a map with --depth.");
    if (!hasEstimator)
        throw StudioError(
            name + " has no depth estimator inside; make a map with tarn depth and name it with --depth.");
}

bool needsEstimator(const DiffusionModel::Blueprint& blueprint, const GenerateRequest& request)
{
    return (takesDepth(blueprint) && !request.depth.isGiven())
        || std::ranges::any_of(request.controls, [](const auto& control) { return control.from == "depth"; });
}

at::Tensor estimatedDepth(
    const DepthEstimator& estimator, const GenerateRequest& request, const Image& picture, int factor)
{
    const at::Tensor pixels = paddedToMultiple(toTensor(picture), factor);
    const at::Tensor map = estimator.estimate(toImage(pixels), parseDepthFit(request.depthResize));
    if (pixels.size(2) == picture.height && pixels.size(3) == picture.width)
        return map;
    const at::Tensor whole = resizedDepth(map, pixels.size(2), pixels.size(3));
    return whole.narrow(2, 0, picture.height).narrow(3, 0, picture.width);
}

at::Tensor depthChannel(const at::Tensor& map, const GenerateRequest& request, const EditArea& area, int factor,
    std::int64_t height, std::int64_t width)
{
    const Box whole{0, 0, request.width, request.height};
    const bool divides = request.width % factor == 0 && request.height % factor == 0;
    if (area.context == whole && divides)
        return normalizedDepth(resizedDepth(map, height, width));
    const Box& box = area.context;
    const at::Tensor shown = normalizedDepth(resizedDepth(map, request.height, request.width))
                                 .narrow(2, box.y, box.height)
                                 .narrow(3, box.x, box.width);
    const at::Tensor padded = paddedToMultiple(resizedDepth(shown, area.height, area.width), factor);
    const at::Tensor latents = resizedDepth(padded, height, width);
    return area.context == whole ? normalizedDepth(latents) : latents.clamp(-1, 1);
}

} // namespace tarn
