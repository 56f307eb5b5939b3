#include "shade.h"

namespace tarn::scenes {

void shade(Frame& frame, const Light& light, const SunSpot& sun)
{
    const View& view = frame.view;
    const Colour bounce = light.ambient * Colour{0.55f, 0.5f, 0.42f};
    for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
            const std::size_t i = frame.at(x, y);
            const Surface what = frame.surface[i];
            if (what == Surface::sky || what == Surface::sun || what == Surface::water)
                continue;
            const Vec3 n = frame.normal[i];
            const float facing = dot(n, light.toSun);
            const bool leaves = what == Surface::tree || what == Surface::palm;
            // Leaves let some light through from behind.
            const float direct = leaves ? most(0, 0.25f + 0.75f * facing) : most(0, facing);
            const Colour sky = mix(bounce, light.ambient, 0.5f + 0.5f * n.y);
            Colour c = frame.albedo[i] * (light.sun * (direct * frame.sunlit[i]) + sky);
            c += Colour{1.0f, 0.72f, 0.32f} * frame.glow[i];
            const float z = frame.distance[i];
            const float fromSun = sun.distance(float(x), float(y), view.side());
            frame.colour[i] = light.throughAir(c, z, view.worldY(float(y), z), fromSun);
        }
}

} // namespace tarn::scenes
