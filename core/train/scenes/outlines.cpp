#include "outlines.h"

namespace tarn::scenes {
namespace {

bool alike(Surface a, Surface b)
{
    const auto group = [](Surface s) {
        switch (s) {
        case Surface::grass:
        case Surface::rock:
        case Surface::sand:
        case Surface::snow:
        case Surface::field:
            return 0;
        default:
            return int(s);
        }
    };
    return group(a) == group(b);
}

} // namespace

std::vector<float> outlines(const Frame& frame)
{
    const View& view = frame.view;
    std::vector<float> lines(frame.distance.size(), 0);
    const int reach = view.side() > 600 ? 2 : 1;
    for (int y = 0; y + reach < view.height; ++y)
        for (int x = 0; x + reach < view.width; ++x) {
            const std::size_t i = frame.at(x, y);
            float strongest = 0;
            for (const std::size_t j : {frame.at(x + reach, y), frame.at(x, y + reach)}) {
                const float near = least(frame.distance[i], frame.distance[j]);
                const float apart = magnitude(frame.distance[i] - frame.distance[j]) / (near * 0.22f + 0.25f);
                const float fade = near > 1000 ? 1 : mix(1, 0.7f, ramp(8, 50, near));
                float edge = ramp(0.6f, 1.4f, apart);
                if (!alike(frame.surface[i], frame.surface[j]))
                    edge = most(edge, 0.8f);
                const bool thing = frame.surface[i] == Surface::thing && frame.surface[j] == Surface::thing;
                if (thing) {
                    const float turned = 1 - dot(frame.normal[i], frame.normal[j]);
                    edge = most(edge,
                        most(ramp(0.25f, 0.6f, turned),
                            ramp(
                                0.12f, 0.3f, magnitude(luminance(frame.albedo[i]) - luminance(frame.albedo[j])))));
                }
                if (frame.surface[i] == Surface::rock && frame.surface[j] == Surface::rock)
                    edge = most(edge, 0.5f * ramp(0.22f, 0.5f, 1 - dot(frame.normal[i], frame.normal[j])));
                strongest = most(strongest, edge * fade);
            }
            lines[i] = strongest;
        }
    return lines;
}

} // namespace tarn::scenes
