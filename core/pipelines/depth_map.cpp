#include <base/error.h>
#include <image/convert.h>
#include <nn/stop.h>
#include <pipelines/depth_map.h>
#include <pipelines/picture_tensors.h>
#include <pipelines/transfer.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tarn {
namespace {

using nlohmann::json;

constexpr int aspectSide = 384, aspectMultiple = 32;
constexpr int maxSquashSide = 4096;

[[noreturn]] void refuse(const std::string& what)
{
    throw ModelError("The preprocessor_config.json of this depth estimator says " + what
        + ", which is not known here; download the model again.");
}

std::array<double, 3> threeNumbers(const json& config, const char* name)
{
    std::array<double, 3> numbers{0.5, 0.5, 0.5};
    const auto found = config.find(name);
    if (found == config.end() || found->is_null())
        return numbers;
    for (std::size_t i = 0; i < 3; ++i) {
        if (!found->is_array() || found->size() != 3 || !(*found)[i].is_number())
            refuse(std::string(name) + " = " + found->dump());
        numbers[i] = (*found)[i].get<double>();
    }
    return numbers;
}

/// {"height": 384, "width": 384}, or one number for both in old files.
int squashSide(const json& config, const char* which)
{
    const json size = config.value("size", json(aspectSide));
    const json side = size.is_object() ? size.value(which, json()) : size;
    if (!side.is_number_integer() || side < aspectMultiple || side > maxSquashSide
        || side.get<int>() % aspectMultiple != 0)
        refuse("size = " + size.dump());
    return side.get<int>();
}

Filter filterOf(const json& config)
{
    const json number = config.value("resample", json(2)); // PIL's
    if (number == 2)
        return Filter::bilinear;
    if (number == 3)
        return Filter::bicubic;
    refuse("resample = " + number.dump());
}

/// MiDaS's "minimal" resizing: both sides by the factor nearer to 1, then to multiples.
std::pair<int, int> aspectSize(int width, int height)
{
    double scale = double(aspectSide) / height;
    if (const double across = double(aspectSide) / width; std::abs(1 - across) < std::abs(1 - scale))
        scale = across;
    const auto side = [scale](int pixels) {
        const double multiples = std::nearbyint(scale * pixels / aspectMultiple); // to even, as Python rounds
        return std::max(aspectMultiple, int(multiples) * aspectMultiple);
    };
    return {side(width), side(height)};
}

Image eightBitColours(const Image& picture) { return to8Bits(toRgb(withoutAlpha(picture))); }

} // namespace

DepthFit parseDepthFit(std::string_view name)
{
    if (name == "squash")
        return DepthFit::squash;
    if (name == "aspect")
        return DepthFit::aspect;
    throw UsageError("There is no depth resize \"" + std::string(name) + "\"; use squash or aspect.");
}

DepthEstimator::DepthEstimator(const Checkpoint& checkpoint, at::Device device)
    : m_compute(at::kFloat, device)
{
    const std::string path = checkpoint.description().path.string();
    if (!checkpoint.has(Part::depthEstimator))
        throw ModelError("\"" + path
            + "\" has no depth estimator; name a depth-to-image model or a DPT-hybrid estimator with --model, or "
              "give the map itself with --depth.");
    const json& config = checkpoint.config(Part::depthEstimator);
    const json& own = config.contains("preprocessor") ? config["preprocessor"] : json::object();
    m_width = squashSide(own, "width");
    m_height = squashSide(own, "height");
    m_filter = filterOf(own);
    m_mean = threeNumbers(own, "image_mean");
    m_deviation = threeNumbers(own, "image_std");

    const WeightTable shapes = checkpoint.shapes(Part::depthEstimator);
    m_shape = DptShape::detect(Weights(shapes), config);
    dptDepth(Weights(shapes), m_shape,
        at::empty({1, 3, m_height, m_width}, at::TensorOptions().dtype(at::kFloat).device(at::kMeta)));
    m_weights = checkpoint.load(Part::depthEstimator, m_compute, true, stopPoint);
}

at::Tensor DepthEstimator::prepared(const Image& picture, DepthFit fit) const
{
    at::Tensor pixels;
    if (fit == DepthFit::squash) {
        pixels = toTensor(resized(eightBitColours(picture), m_width, m_height, m_filter));
    } else {
        const auto [width, height] = aspectSize(picture.width, picture.height);
        pixels = at::upsample_bicubic2d(toTensor(picture), {height, width}, false);
    }
    for (std::size_t c = 0; c < 3; ++c)
        pixels.select(1, std::int64_t(c)).sub_(m_mean[c]).div_(m_deviation[c]);
    return onto(m_compute, pixels);
}

at::Tensor DepthEstimator::estimate(const Image& picture, DepthFit fit) const
{
    return toHost(dptDepth(Weights(m_weights), m_shape, prepared(picture, fit)));
}

at::Tensor resizedDepth(const at::Tensor& map, std::int64_t height, std::int64_t width)
{
    return at::upsample_bicubic2d(map, {height, width}, false);
}

at::Tensor normalizedDepth(const at::Tensor& map)
{
    const at::Tensor low = map.amin(), range = map.amax() - low;
    if (!(range.item<float>() > 0))
        return at::full_like(map, -1);
    return 2 * (map - low) / range - 1;
}

Image depthPicture(const at::Tensor& map, int width, int height)
{
    const at::Tensor levels = (normalizedDepth(resizedDepth(map, height, width)) * 0.5 + 0.5) * 65535;
    const at::Tensor samples = levels.round().clamp(0, 65535).to(at::kInt).to(at::kUInt16).contiguous();
    Image image;
    image.width = width;
    image.height = height;
    image.channels = 1;
    image.bits = 16;
    image.pixels.resize(std::size_t(samples.nbytes()));
    std::memcpy(image.pixels.data(), samples.const_data_ptr(), image.pixels.size());
    return image;
}

at::Tensor depthFromPicture(const Image& picture) { return toTensor(picture).mean(1, true); }

} // namespace tarn
