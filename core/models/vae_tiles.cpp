#include <models/vae_tiles.h>

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace tarn {
namespace {

constexpr double overlap = 0.25;

/// Places that tiles are taken from and put to: of pixels and of latents, one the multiple of the other.
struct Tiling {
    std::int64_t side, step; ///< in what is read
    std::int64_t fade, kept; ///< in what is written; `kept` of a tile remains beside the next one
};

Tiling tilingOf(std::int64_t from, std::int64_t to)
{
    const auto part = [](std::int64_t side, double of) { return std::int64_t(double(side) * of); };
    const std::int64_t fade = part(to, overlap);
    return {from, part(from, 1 - overlap), fade, to - fade};
}

/// Fades the first places of `tile` along `axis` from the last of `before`, in place.
void fadeFrom(const at::Tensor& before, const at::Tensor& tile, std::int64_t axis, std::int64_t fade)
{
    const std::int64_t length = std::min({before.size(axis), tile.size(axis), fade});
    if (length == 0)
        return;
    std::vector<std::int64_t> shape(4, 1);
    shape[std::size_t(axis)] = length;
    const at::Tensor weight = (at::arange(length, tile.options()) / double(length)).view(shape);
    const at::Tensor start = tile.narrow(axis, 0, length);
    start.copy_(before.narrow(axis, before.size(axis) - length, length) * (1 - weight) + start * weight);
}

/// `run` over the tiles of x [N, C, H, W]; its results, faded into each other. Only two rows of tiles are held.
at::Tensor tiled(
    const at::Tensor& x, const Tiling& tiling, const std::function<at::Tensor(const at::Tensor&)>& run)
{
    std::vector<at::Tensor> finished, above;
    for (std::int64_t top = 0; top < x.size(2); top += tiling.step) {
        std::vector<at::Tensor> row, kept;
        for (std::int64_t left = 0; left < x.size(3); left += tiling.step) {
            const at::Tensor tile = run(x.slice(2, top, top + tiling.side).slice(3, left, left + tiling.side));
            if (!above.empty())
                fadeFrom(above[row.size()], tile, 2, tiling.fade);
            if (!row.empty())
                fadeFrom(row.back(), tile, 3, tiling.fade);
            row.push_back(tile);
            kept.push_back(tile.slice(2, 0, tiling.kept).slice(3, 0, tiling.kept));
        }
        finished.push_back(at::cat(kept, 3));
        above = std::move(row);
    }
    return at::cat(finished, 2);
}

at::Tensor contiguousTile(const at::Tensor& tile) { return tile.contiguous(at::MemoryFormat::ChannelsLast); }

} // namespace

int vaeTiles(int width, int height, int side)
{
    if (std::max(width, height) <= side)
        return 1;
    const int step = int(double(side) * (1 - overlap));
    return ((width + step - 1) / step) * ((height + step - 1) / step);
}

LatentDistribution vaeEncodeTiled(const Weights& w, const VaeShape& shape, const at::Tensor& pixels, int side)
{
    if (pixels.size(2) <= side && pixels.size(3) <= side)
        return vaeEncode(w, shape, pixels);
    const at::Tensor moments = tiled(pixels, tilingOf(side, side / shape.factor()), [&](const at::Tensor& tile) {
        const LatentDistribution part = vaeEncode(w, shape, contiguousTile(tile));
        return at::cat({part.mean, part.logVariance}, 1).to(at::kFloat);
    });
    const std::vector<at::Tensor> halves = moments.chunk(2, 1);
    return {halves[0], halves[1]};
}

at::Tensor vaeDecodeTiled(const Weights& w, const VaeShape& shape, const at::Tensor& latents, int side)
{
    const int small = side / shape.factor();
    if (latents.size(2) <= small && latents.size(3) <= small)
        return vaeDecode(w, shape, latents).to(at::kFloat);
    return tiled(latents, tilingOf(small, side), [&](const at::Tensor& tile) {
        return vaeDecode(w, shape, contiguousTile(tile)).to(at::kFloat).contiguous();
    });
}

} // namespace tarn
