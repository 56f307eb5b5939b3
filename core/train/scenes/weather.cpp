#include "weather.h"

#include "random.h"

namespace tarn::scenes {
namespace {

void blend(Frame& frame, int x, int y, Colour c, float amount)
{
    if (x >= 0 && y >= 0 && x < frame.view.width && y < frame.view.height)
        frame.colour[frame.at(x, y)] = mix(frame.colour[frame.at(x, y)], c, amount);
}

} // namespace

void drawWeather(Frame& frame, const Scene& scene)
{
    const View& view = frame.view;
    const float side = view.side(), unit = side / 256;
    const bool dark = scene.time == TimeOfDay::night;
    Random random(scene.seed, Draws::weather);
    const float area = float(view.width) * float(view.height) / (side * side);
    if (scene.weather == Weather::rain) {
        const float lean = random.between(-0.25f, 0.25f);
        const Colour c = Colour{0.75f, 0.8f, 0.88f} * (dark ? 0.35f : 1);
        for (int k = int(420 * area); k > 0; --k) {
            const float x = random.unit() * float(view.width), y = random.unit() * float(view.height);
            const float near = random.unit(), reach = side * (0.025f + 0.06f * near),
                        strength = 0.12f + 0.2f * near;
            const float wide = most(1, unit * (0.8f + 0.8f * near));
            for (int s = 0; s < int(reach); ++s)
                for (int w = 0; w < int(wide); ++w)
                    blend(frame, int(x + lean * float(s)) + w, int(y) + s, c, strength);
        }
    }
    if (scene.weather == Weather::snow)
        for (int k = int(300 * area); k > 0; --k) {
            const float x = random.unit() * float(view.width), y = random.unit() * float(view.height);
            const float near = squared(random.unit()), radius = unit * (0.9f + 2.1f * near);
            const Colour c = Colour{0.95f, 0.97f, 1.0f} * (dark ? 0.7f : 1);
            for (int dy = -int(radius) - 1; dy <= int(radius) + 1; ++dy)
                for (int dx = -int(radius) - 1; dx <= int(radius) + 1; ++dx)
                    blend(frame, int(x) + dx, int(y) + dy, c,
                        0.85f * ramp(radius + 0.6f, radius - 0.6f, root(float(dx * dx + dy * dy))));
        }
}

} // namespace tarn::scenes
