#include "styles.h"

#include "noise.h"
#include "random.h"

#include <algorithm>
#include <array>

namespace tarn::scenes {
namespace {

using Picture = std::vector<Colour>;

/// Mean over a square of 2 * reach + 1 pixels, as far as it lies in the picture.
template <typename Value>
std::vector<Value> blurred(const std::vector<Value>& source, int width, int height, int reach)
{
    std::vector<Value> across(source.size()), result(source.size());
    const auto add = [](Value* sums, const Value* terms, int count) {
        for (int k = 0; k < count; ++k)
            sums[k] = sums[k] + terms[k];
    };
    const auto share = [reach](int k, int count) {
        const int before = k < reach ? k : reach, behind = count - 1 - k < reach ? count - 1 - k : reach;
        return 1.f / float(before + 1 + behind);
    };
    for (int y = 0; y < height; ++y) {
        const Value* from = &source[std::size_t(y * width)];
        Value* to = &across[std::size_t(y * width)];
        for (int d = -reach; d <= reach; ++d) {
            const int first = d < 0 ? -d : 0, last = d < 0 ? width : width - d;
            add(to + first, from + first + d, last - first);
        }
        for (int x = 0; x < width; ++x)
            to[x] = to[x] * share(x, width);
    }
    for (int y = 0; y < height; ++y) {
        Value* to = &result[std::size_t(y * width)];
        for (int d = -reach; d <= reach; ++d)
            if (y + d >= 0 && y + d < height)
                add(to, &across[std::size_t((y + d) * width)], width);
        const float rows = share(y, height);
        for (int x = 0; x < width; ++x)
            to[x] = to[x] * rows;
    }
    return result;
}

template <typename N> N grey(const Vec3Of<N>& c) { return 0.3f * c.x + 0.59f * c.y + 0.11f * c.z; }

constexpr auto everywhere = [](Surface) { return true; };

/// A picture by its red, green and blue; three numbers longer, so that four can be read at any pixel.
struct Planes {
    std::vector<float> red, green, blue;

    explicit Planes(const Picture& picture)
    {
        for (std::vector<float>* plane : {&red, &green, &blue})
            plane->resize(picture.size() + 3);
        for (std::size_t i = 0; i < picture.size(); ++i) {
            red[i] = picture[i].x;
            green[i] = picture[i].y;
            blue[i] = picture[i].z;
        }
    }
    Colour at(std::size_t i) const { return {red[i], green[i], blue[i]}; }
};

struct Span {
    int first, last;
};

/// The pixels of a row, `down` from a stroke's middle at x, among which all are that lie inside its breadth; one
/// more at each end. The stroke runs along (cx, cy).
Span strokeRow(float x, float down, float cx, float cy, float radius)
{
    if (magnitude(cy) < 0.05f)
        return {-1'000'000, 1'000'000};
    const float middle = x + down * cx / cy, half = 1.2f * radius / magnitude(cy) + 1;
    return {floorInt(middle - half), floorInt(middle + half) + 1};
}

/// Strokes of a loaded brush along the forms, coarse ones first, with bristles that catch the light.
void paintOil(Frame& frame, const Scene& scene, const std::vector<float>& lines)
{
    const int width = frame.view.width, height = frame.view.height;
    const float unit = frame.view.side() / 256;
    const Picture source = frame.colour, soft = blurred(source, width, height, int(2 * unit) + 1);
    std::vector<float> tone(source.size());
    for (std::size_t i = 0; i < tone.size(); ++i)
        tone[i] = grey(soft[i]);
    Random random(scene.seed, Draws::style);
    Planes paint(soft);
    std::vector<float> relief(source.size() + 3, 0);
    for (const float brush : {5.2f, 3.0f, 1.9f}) {
        const float radius = brush * unit, reach = radius * 3.4f;
        const int count = int(2.6f * float(width) * float(height) / (radius * reach));
        for (int k = 0; k < count; ++k) {
            const int x = random.below(width), y = random.below(height);
            const float wobble = random.between(-0.35f, 0.35f), light = random.between(-0.045f, 0.045f),
                        salt = random.unit() * 99;
            const std::size_t i = frame.at(x, y);
            const bool thing = frame.surface[i] == Surface::thing;
            if (brush < 2.5f && !thing && lines[i] < 0.2f && frame.surface[i] != Surface::tree
                && random.chance(0.7f))
                continue;
            if (brush > 4 && thing)
                continue;
            const int l = x > 1 ? x - 2 : x, r = x + 2 < width ? x + 2 : x, t = y > 1 ? y - 2 : y,
                      b = y + 2 < height ? y + 2 : y;
            float gx = tone[frame.at(r, y)] - tone[frame.at(l, y)],
                  gy = tone[frame.at(x, b)] - tone[frame.at(x, t)];
            if (gx * gx + gy * gy < 2e-4f) {
                const float swirl = 0.8f * noise(float(x) / (60 * unit) + salt * 0.001f, float(y) / (40 * unit));
                gx = -sinOf(swirl), gy = cosOf(swirl);
            }
            const float norm = 1 / root(gx * gx + gy * gy), dx = -gy * norm, dy = gx * norm;
            const float cx = dx - wobble * dy, cy = dy + wobble * dx;
            const Colour c = mix(source[i], soft[i], 0.4f) + Colour{light, light, light};
            const float length = thing ? reach * 0.45f : reach;
            std::array<float, 24> bristles;
            for (std::size_t n = 0; n < bristles.size(); n += 4) {
                const Four across = toFloats(FourInts{0, 1, 2, 3} + int(n));
                store(&bristles[n], noise(across * 0.26f + salt, four(salt)));
            }
            const int first = int(float(x) - length), last = int(float(x) + length);
            const int top = int(float(y) - length), bottom = int(float(y) + length);
            for (int py = top < 0 ? 0 : top; py <= bottom && py < height; ++py) {
                const Span row = strokeRow(float(x), float(py - y), cx, cy, radius);
                const int from = std::max({row.first, first, 0}), to = std::min({row.last, last, width - 1});
                for (int px = from; px <= to; px += 4) {
                    const FourInts columns = FourInts{0, 1, 2, 3} + px;
                    const Four ex = toFloats(columns - x);
                    const float ey = float(py - y);
                    const Four along = (ex * cx + ey * cy) / length, aside = (ex * -cy + ey * cx) / radius;
                    const FourInts near =
                        (columns <= to) & (magnitude(aside) <= 1.19f) & (magnitude(along) <= 1.19f);
                    if (!any(near))
                        continue;
                    const FourInts which = toInts((chosen(near, aside, 0) + 1.2f) * 10);
                    const Four bristle{bristles[std::size_t(which[0])], bristles[std::size_t(which[1])],
                        bristles[std::size_t(which[2])], bristles[std::size_t(which[3])]};
                    const FourInts touched = near & (along * along + aside * aside <= 0.85f + 0.3f * bristle);
                    const std::size_t j = frame.at(px, py);
                    const auto painted = [&](float& at, Four colour) {
                        const Four under = loaded(&at);
                        store(&at, chosen(touched, mix(under, colour, 0.82f), under));
                    };
                    const FourColours wet = c + Colour{0.04f, 0.04f, 0.04f} * bristle;
                    painted(paint.red[j], wet.x);
                    painted(paint.green[j], wet.y);
                    painted(paint.blue[j], wet.z);
                    store(&relief[j], chosen(touched, bristle + 0.8f * (1 - aside * aside), loaded(&relief[j])));
                }
            }
        }
    }
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const std::size_t i = frame.at(x, y);
            frame.colour[i] = paint.at(i);
            if (x == 0 || y == 0)
                continue;
            const float slope = relief[i] - relief[frame.at(x - 1, y - 1)];
            frame.colour[i] += Colour{1, 1, 1} * (0.035f * clamped(slope, -1.5f, 1.5f));
        }
}

/// Washes that run a little, pool at their edges and leave the paper's rim free.
void paintWatercolour(Frame& frame, const Scene& scene, const std::vector<float>& lines)
{
    const int width = frame.view.width, height = frame.view.height;
    const float unit = frame.view.side() / 256, off = float(scene.seed % 997);
    Picture washed(frame.colour.size());
    eachFour(frame, everywhere, [&](const FourPixels& pixels) {
        const Four x = pixels.x(), u = x / unit, v = pixels.y() / unit;
        const Four wx = 2.4f * noise(u * 0.06f + off, v * 0.06f) + 0.9f * noise(u * 0.2f, v * 0.2f);
        const Four wy = 2.4f * noise(u * 0.06f, v * 0.06f + off) + 0.9f * noise(u * 0.2f + 7, v * 0.2f);
        const FourInts sx = toInts(clamped(x + wx * unit, 0, float(width - 1))),
                       sy = toInts(clamped(pixels.y() + wy * unit, 0, float(height - 1)));
        pixels.put(washed, frame.at(sx, sy).of(frame.colour));
    });
    // Flat washes: each pixel takes the mean of the quietest of four squares around it (Kuwahara 1976).
    const int reach = int(3 * unit) + 1;
    std::vector<float> tone(washed.size()), square(washed.size());
    for (std::size_t i = 0; i < washed.size(); ++i) {
        tone[i] = grey(washed[i]);
        square[i] = tone[i] * tone[i];
    }
    const Picture mean = blurred(washed, width, height, reach);
    const auto meanTone = blurred(tone, width, height, reach), meanSquare = blurred(square, width, height, reach);
    std::vector<float> variance(washed.size());
    for (std::size_t i = 0; i < washed.size(); ++i)
        variance[i] = meanSquare[i] - meanTone[i] * meanTone[i];
    Picture flat(washed.size());
    for (int y = 0; y < height; ++y) {
        const int above = std::max(y - reach, 0), below = std::min(y + reach, height - 1);
        for (int x = 0; x < width; ++x) {
            const int left = std::max(x - reach, 0), right = std::min(x + reach, width - 1);
            std::size_t quietest = frame.at(left, above);
            for (const std::size_t j : {frame.at(right, above), frame.at(left, below), frame.at(right, below)})
                if (variance[j] < variance[quietest])
                    quietest = j;
            flat[frame.at(x, y)] = mean[quietest];
        }
    }
    const Picture around = blurred(flat, width, height, reach);
    const Colour paper{0.975f, 0.965f, 0.94f};
    eachFour(frame, everywhere, [&](const FourPixels& pixels) {
        const Four x = pixels.x(), u = x / unit, v = pixels.y() / unit;
        FourColours c = pixels.of(flat);
        const Four pool = clamped((grey(pixels.of(around)) - grey(c)) * 1.3f, -0.1f, 0.2f);
        const Four cloudy = layeredNoise(u * 0.025f + off, v * 0.025f, 3), grain = noise(u * 0.8f, v * 0.8f + off);
        const Four density = 0.86f + pool + 0.2f * cloudy + 0.07f * grain * (1 - grey(c));
        c = paper + (c * Colour{1.04f, 1.03f, 1.02f} - paper) * clamped(density, 0.3f, 1.15f);
        c = mix(c, c * 0.6f, 0.28f * pixels.of(lines) * ramp(-0.2f, 0.5f, noise(u * 0.1f, v * 0.1f)));
        const Four y = pixels.y(), fromEdge = least(y, float(height - 1) - y);
        const Four rim = least(least(x, float(width - 1) - x), fromEdge) / unit
            + 3.5f * layeredNoise(u * 0.05f, v * 0.05f + off, 3);
        const Four inside = ramp(6.0f, 7.6f, rim);
        c = c * (1 - 0.14f * ramp(11, 7.6f, rim) * inside);
        pixels.put(frame.colour, mix(paper, c, inside));
    });
}

/// One pencil line: darkens paper with the grain of it.
void pencilLine(std::vector<float>& paper, const Frame& frame, float x, float y, float dx, float dy, int steps,
    float dark, float wide)
{
    const std::size_t first = frame.at(int(x), int(y));
    const float depth = frame.distance[first];
    const Surface what = frame.surface[first];
    for (int k = 0; k < steps; ++k, x += dx, y += dy) {
        const int px = int(x), py = int(y);
        if (px < 0 || py < 0 || px + 1 >= frame.view.width || py + 1 >= frame.view.height)
            return;
        const std::size_t i = frame.at(px, py);
        const float z = frame.distance[i];
        if (magnitude(z - depth) > 0.25f * least(z, depth) + 0.3f
            || (what == Surface::thing) != (frame.surface[i] == Surface::thing))
            return;
        const float t = float(k) / float(steps), press = dark * (0.45f + 0.55f * sinOf(pi * (0.12f + 0.8f * t)));
        const float grain = 0.65f + 0.5f * cellNoise(px, py);
        for (int w = 0; w < int(wide); ++w) {
            paper[i + std::size_t(w)] = most(0, paper[i + std::size_t(w)] - press * grain);
        }
    }
}

/// Outlines and hatching on paper: strokes follow the slope, the darker the more layers cross.
void drawPencil(Frame& frame, const Scene& scene, const std::vector<float>& lines)
{
    const int width = frame.view.width, height = frame.view.height;
    const float unit = frame.view.side() / 256, off = float(scene.seed % 991);
    const bool night = scene.time == TimeOfDay::night;
    std::vector<float> tone(frame.colour.size());
    for (std::size_t i = 0; i < tone.size(); ++i)
        tone[i] = grey(frame.colour[i]);
    float mean = 0;
    for (const float value : tone)
        mean += value / float(tone.size());
    // Paper stays light: the exponent brings the mean to 0.62, so that dusk is no black scribble.
    const float exponent = clamped(log2Of(0.62f) / log2Of(clamped(mean, 0.02f, 0.95f)), 0.3f, 1.3f);
    eachFour(
        frame, everywhere, [&](const FourPixels& pixels) { pixels.put(tone, powOf(pixels.of(tone), exponent)); });
    tone = blurred(tone, width, height, int(1.5f * unit) + 1);
    std::vector<float> paper(frame.colour.size(), 0.95f);
    Random random(scene.seed, Draws::style);
    const float gap = 3.1f * unit;
    const float slant = random.between(0.6f, 0.95f);
    for (int layer = 0; layer < 3; ++layer) {
        const float limit = layer == 0 ? 0.72f : layer == 1 ? 0.46f : 0.27f;
        const int count = int(2.7f * float(width) * float(height) / (gap * 13 * unit));
        for (int k = 0; k < count; ++k) {
            const float x = random.unit() * float(width), y = random.unit() * float(height);
            const float jitter = random.between(-0.07f, 0.07f), press = random.between(0.75f, 1.2f);
            const std::size_t i = frame.at(int(x), int(y));
            const bool sky = frame.surface[i] == Surface::sky;
            const float wanted = limit - tone[i] - (sky && !night ? 0.27f : 0);
            if (wanted < 0)
                continue;
            float angle = slant + (layer == 1 ? 0.9f : layer == 2 ? -0.8f : 0) + jitter;
            const Vec3 n = frame.normal[i];
            if (frame.surface[i] == Surface::water)
                angle = 0.02f + jitter * 0.4f;
            else if (!sky && layer == 0 && frame.surface[i] != Surface::tree)
                angle = slant + 0.9f * clamped(n.x, -0.9f, 0.9f);
            // Snapped to rows across the stroke, so that hatching is a set of parallels.
            const float dx = cosOf(angle), dy = -sinOf(angle);
            const int steps = int((sky ? 26.f : frame.surface[i] == Surface::tree ? 8.f : 15.f) * unit * press);
            pencilLine(paper, frame, x, y, dx, dy, steps, 0.16f * press * least(1, 0.5f + 2.2f * wanted),
                most(1.3f * unit, 1));
        }
    }
    eachFour(frame, everywhere, [&](const FourPixels& pixels) {
        const Four u = pixels.x() / unit, v = pixels.y() / unit;
        const Four press = 0.62f + 0.4f * noise(u * 0.07f + off, v * 0.07f);
        const Four grain = 0.8f + 0.3f * cellNoise(pixels.column, pixels.row);
        Four value = pixels.of(paper) - 0.62f * pixels.of(lines) * press * grain;
        value = clamped(value + 0.012f * noise(u * 0.9f, v * 0.9f), 0.12f, 1);
        pixels.put(frame.colour, {value * 1.0f, value * 0.99f, value * 0.965f});
    });
}

/// Brush and diluted ink: three washes of grey that fade with the distance, and a dark, swelling line.
void drawInk(Frame& frame, const Scene& scene, const std::vector<float>& lines)
{
    const int width = frame.view.width, height = frame.view.height;
    const float unit = frame.view.side() / 256, off = float(scene.seed % 983);
    const bool night = scene.time == TimeOfDay::night;
    std::vector<float> tone(frame.colour.size());
    eachFour(frame, everywhere, [&](const FourPixels& pixels) {
        pixels.put(tone, powOf(grey(pixels.of(frame.colour)), night ? 0.6f : 0.95f));
    });
    tone = blurred(tone, width, height, int(1.6f * unit) + 1);
    const std::vector<float> line = blurred(lines, width, height, unit > 1.5f ? int(unit) : 1);
    eachFour(frame, everywhere, [&](const FourPixels& pixels) {
        const Four u = pixels.x() / unit, v = pixels.y() / unit;
        const FourInts sky =
            pixels.where(frame.surface, [](Surface what) { return what == Surface::sky || what == Surface::sun; });
        const Four bleed = 0.07f * layeredNoise(u * 0.09f + off, v * 0.09f, 3) + 0.02f * noise(u * 0.7f, v * 0.7f);
        const Four dark = 1 - pixels.of(tone) + bleed - chosen(sky, night ? 0 : 0.22f, 0);
        const Four distance = pixels.of(frame.distance);
        const Four near = chosen(distance > 1000, 0.5f, mix(1.15f, 0.55f, ramp(4, 30, distance)));
        const Four wash = (0.17f * ramp(0.24f, 0.3f, dark) + 0.2f * ramp(0.42f, 0.48f, dark)
                              + 0.26f * ramp(0.6f, 0.66f, dark) + 0.22f * ramp(0.76f, 0.82f, dark))
            * near;
        const Four swell = 0.5f + 0.7f * noise(u * 0.05f, v * 0.05f + off);
        const Four stroke =
            saturated(ramp(0.16f, 0.5f, pixels.of(line) * (0.7f + 0.6f * swell)) * (0.75f + 0.25f * near));
        const Four ink = mix(wash, 0.93f, stroke * 0.9f);
        const Four paper = 0.955f + 0.018f * noise(u * 0.5f + off, v * 0.5f);
        const Four value = paper * (1 - ink) + 0.06f * ink;
        pixels.put(frame.colour, {value * 1.0f, value * 0.985f, value * mix(0.94f, 1.0f, ink)});
    });
}

} // namespace

void applyStyle(Frame& frame, const Scene& scene, const std::vector<float>& lines)
{
    switch (scene.style) {
    case Style::render:
        return;
    case Style::oil:
        return paintOil(frame, scene, lines);
    case Style::watercolour:
        return paintWatercolour(frame, scene, lines);
    case Style::pencil:
        return drawPencil(frame, scene, lines);
    case Style::ink:
        return drawInk(frame, scene, lines);
    }
}

} // namespace tarn::scenes
