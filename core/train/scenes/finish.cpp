#include "finish.h"

#include <array>

namespace tarn::scenes {
namespace {

/// Linear up to 0.6, then towards 1.
float rolledOff(float x) { return x < 0.6f ? x : 0.6f + 0.4f * (1 - 1 / (1 + (x - 0.6f) / 0.4f)); }

constexpr int toneSteps = 4096;
/// Display value of k / toneSteps.
constexpr std::array<float, toneSteps + 1> displayValues = [] {
    std::array<float, toneSteps + 1> table{};
    for (int i = 0; i <= toneSteps; ++i)
        table[std::size_t(i)] = i == 0 ? 0 : least(1, powOf(float(i) / toneSteps, 1 / 2.2f));
    return table;
}();

float displayed(float linear) { return displayValues[std::size_t(saturated(linear) * toneSteps + 0.5f)]; }

std::byte toByte(float x) { return std::byte(int(255 * saturated(x) + 0.5f)); }

/// Depth as it is written: 1 in front, near 0 at the horizon, 0 in the sky.
float closeness(float z)
{
    if (z > farthest * 2)
        return 0;
    const float t = log2Of(clamped(z, nearest, farthest) / nearest) / log2Of(farthest / nearest);
    return 1 - t * 0.97f;
}

Image blank(int width, int height, int channels)
{
    Image image{width, height, channels, 8, {}};
    image.pixels.resize(std::size_t(height) * image.rowBytes());
    return image;
}

} // namespace

void developFrame(Frame& frame)
{
    for (Colour& c : frame.colour) {
        const float y = luminance(c);
        c = mix(Colour{y, y, y}, c, 1.12f);
        c = {displayed(rolledOff(most(0, c.x))), displayed(rolledOff(most(0, c.y))),
            displayed(rolledOff(most(0, c.z)))};
    }
}

PaintedScene finished(const Frame& frame, const std::vector<float>& lines, int width, int height)
{
    PaintedScene out{
        blank(width, height, 3), blank(width, height, 1), blank(width, height, 1), blank(width, height, 1)};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            Colour sum;
            float line = 0, depth = 0;
            const std::size_t four[] = {frame.at(2 * x, 2 * y), frame.at(2 * x + 1, 2 * y),
                frame.at(2 * x, 2 * y + 1), frame.at(2 * x + 1, 2 * y + 1)};
            int votes[4] = {};
            for (int k = 0; k < 4; ++k) {
                sum += frame.colour[four[k]];
                line = most(line, lines[four[k]]);
                depth += 0.25f * closeness(frame.distance[four[k]]);
                for (const std::size_t other : four)
                    votes[k] += frame.surface[other] == frame.surface[four[k]];
            }
            int best = 0;
            for (int k = 1; k < 4; ++k)
                if (votes[k] > votes[best])
                    best = k;
            const std::size_t i = std::size_t(y) * std::size_t(width) + std::size_t(x);
            out.picture.pixels[3 * i] = toByte(sum.x * 0.25f);
            out.picture.pixels[3 * i + 1] = toByte(sum.y * 0.25f);
            out.picture.pixels[3 * i + 2] = toByte(sum.z * 0.25f);
            out.depth.pixels[i] = toByte(depth);
            out.surfaces.pixels[i] = std::byte(frame.surface[four[best]]);
            out.sketch.pixels[i] = line > 0.55f ? std::byte(255) : std::byte(0);
        }
    return out;
}

} // namespace tarn::scenes
