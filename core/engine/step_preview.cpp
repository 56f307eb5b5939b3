#include <base/error.h>
#include <models/taesd.h>
#include <nn/stop.h>
#include <pipelines/transfer.h>

#include <ATen/ATen.h>

#include <engine/step_preview.h>

#include <algorithm>

namespace tarn {
namespace {

constexpr std::int64_t maxSide = 512;

WeightTable loadTaesd(const KnownModel& known, const Compute& compute)
{
    const Checkpoint checkpoint = Checkpoint::open(*known.taesd);
    const ModelDescription& tiny = checkpoint.description();
    if (tiny.family != Family::taesd || tiny.latentChannels != known.description.latentChannels)
        throw ModelError("\"" + known.taesd->string() + "\" is no TAESD for this model; remove it.");
    const WeightTable shapes = checkpoint.shapes(Part::taesd);
    taesdDecode(Weights(shapes),
        at::empty({1, tiny.latentChannels, 8, 8}, at::TensorOptions().dtype(at::kFloat).device(at::kMeta)));
    return checkpoint.load(Part::taesd, compute, true, stopPoint);
}

/// [1, 3, H, W] 0 … 1 by the mean of what each pixel covers, where it is larger than a preview may be.
at::Tensor shrunk(const at::Tensor& pixels)
{
    const std::int64_t height = pixels.size(2), width = pixels.size(3), longest = std::max(height, width);
    if (longest <= maxSide)
        return pixels;
    const auto side = [longest](std::int64_t pixelsAcross) {
        return std::max<std::int64_t>(1, pixelsAcross * maxSide / longest);
    };
    return at::adaptive_avg_pool2d(pixels, {side(height), side(width)});
}

} // namespace

StepPreview::StepPreview(const KnownModel& known, const Compute& compute)
    : m_compute(compute)
{
    try {
        if (known.taesd)
            m_taesd = loadTaesd(known, compute);
    } catch (const ModelError& e) { // a picture can be drawn without
        m_problem = e.what();
    }
    if (!m_taesd)
        m_colours = LatentColours::find(known.description);
}

std::optional<std::pair<Media, std::vector<std::byte>>> StepPreview::draw(const at::Tensor& latents) const
{
    at::Tensor pixels;
    if (m_taesd) {
        pixels = (toHost(taesdDecode(Weights(*m_taesd), onto(m_compute, latents))) + 1) / 2;
    } else if (m_colours) {
        pixels = m_colours->picture(latents);
    } else {
        return {};
    }
    pixels = shrunk(pixels);
    Media media;
    media.format = "rgb8";
    media.width = int(pixels.size(3));
    media.height = int(pixels.size(2));
    return std::pair(media, rgb8(pixels));
}

} // namespace tarn
