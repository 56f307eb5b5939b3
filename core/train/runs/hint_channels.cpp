#include "hint_channels.h"

#include <train/step_random.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tarn {
namespace {

/// 1 inside a box or an oval whose place and sizes follow from five even numbers in 0 … 1. [side, side]
at::Tensor shapeIn(std::int64_t side, const float* drawn)
{
    const at::Tensor place = (at::arange(side, at::kFloat) + 0.5) / double(side);
    const double width = 0.2 + 0.5 * drawn[0], height = 0.2 + 0.5 * drawn[1];
    const at::Tensor across = ((place - drawn[2]) / (width / 2)).unsqueeze(0);
    const at::Tensor down = ((place - drawn[3]) / (height / 2)).unsqueeze(1);
    const at::Tensor inside =
        drawn[4] < 0.5F ? at::maximum(across.abs(), down.abs()) <= 1 : across.square() + down.square() <= 1;
    return inside.to(at::kFloat);
}

/// One of the grey pictures of each example, [N, 1, H, W] in 0 … 255, fp32.
at::Tensor greyOf(const std::vector<ExampleStream::Item>& items, Image ExampleStream::Item::*which)
{
    const Image& first = items.front().*which;
    const at::Tensor bytes = at::empty({std::int64_t(items.size()), 1, first.height, first.width}, at::kByte);
    for (std::size_t i = 0; i < items.size(); ++i)
        std::memcpy(bytes[std::int64_t(i)].mutable_data_ptr(), (items[i].*which).pixels.data(),
            (items[i].*which).pixels.size());
    return bytes.to(at::kFloat);
}

} // namespace

int hintChannels(Hint hint, int latentChannels)
{
    return hint == Hint::depth ? 1 : hint == Hint::hole ? 1 + latentChannels : 0;
}

at::Tensor depthChannels(const std::vector<ExampleStream::Item>& items, int factor)
{
    const at::Tensor grey = greyOf(items, &ExampleStream::Item::depth);
    const at::Tensor small = at::upsample_bicubic2d(grey, {grey.size(2) / factor, grey.size(3) / factor}, false);
    const at::Tensor least = small.amin({1, 2, 3}, true), most = small.amax({1, 2, 3}, true);
    return 2 * (small - least) / (most - least).clamp_min(1e-6) - 1;
}

at::Tensor depthMaps(const std::vector<ExampleStream::Item>& items)
{
    return greyOf(items, &ExampleStream::Item::depth) / 255;
}

at::Tensor sketchHints(const std::vector<ExampleStream::Item>& items, StepRandom& random)
{
    constexpr std::pair<double, int> reaches[] = {
        {0.4, 0}, {0.7, 1}, {0.9, 2}, {1, 4}}; // up to this number: so far
    const at::Tensor lines = greyOf(items, &ExampleStream::Item::sketch) / 255;
    const at::Tensor drawn = random.uniform({lines.size(0)});
    std::vector<at::Tensor> strokes;
    for (std::int64_t i = 0; i < lines.size(0); ++i) {
        const double number = drawn[i].item<double>();
        const int reach =
            std::ranges::find_if(reaches, [&](const auto& each) { return number < each.first; })->second;
        strokes.push_back(at::max_pool2d(lines[i], 2 * reach + 1, 1, reach));
    }
    return at::stack(strokes).repeat({1, 3, 1, 1});
}

at::Tensor randomHoles(std::int64_t count, std::int64_t side, StepRandom& random)
{
    constexpr std::int64_t numbers = 11; // one for the kind, five for each of two shapes
    const at::Tensor drawn = random.uniform({count, numbers});
    std::vector<at::Tensor> holes;
    for (std::int64_t i = 0; i < count; ++i) {
        const float* const number = drawn[i].const_data_ptr<float>();
        if (number[0] >= 0.75F)
            holes.push_back(at::ones({side, side}, at::kFloat));
        else if (number[0] >= 0.5F)
            holes.push_back(at::maximum(shapeIn(side, number + 1), shapeIn(side, number + 6)));
        else
            holes.push_back(shapeIn(side, number + 1));
    }
    return at::stack(holes).unsqueeze(1);
}

at::Tensor holeChannels(const FrozenVae& vae, const at::Tensor& pixels, const at::Tensor& holes)
{
    const at::Tensor seen = pixels * (1 - holes).to(pixels.scalar_type());
    const at::Tensor latents = vae.encode(seen.contiguous(at::MemoryFormat::ChannelsLast)).first;
    const at::Tensor mask = at::upsample_nearest2d(holes, {latents.size(2), latents.size(3)});
    return at::cat({mask, latents}, 1);
}

at::Tensor shownHints(Hint hint, const at::Tensor& hints, const at::Tensor& pixels)
{
    const at::Tensor first = hint == Hint::sketch
        ? hints * 2 - 1
        : at::upsample_nearest2d(hints.narrow(1, 0, 1), {pixels.size(2), pixels.size(3)});
    return hint == Hint::hole ? pixels * (1 - first) : first.expand(pixels.sizes());
}

} // namespace tarn
