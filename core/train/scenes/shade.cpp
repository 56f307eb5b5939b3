#include "shade.h"

namespace tarn::scenes {

void shade(Frame& frame, const Light& light, const SunSpot& sun)
{
    const View& view = frame.view;
    const Colour bounce = light.ambient * Colour{0.55f, 0.5f, 0.42f};
    const auto shaded = [](Surface what) {
        return what != Surface::sky && what != Surface::sun && what != Surface::water;
    };
    eachFour(frame, shaded, [&](const FourPixels& pixels) {
        const FourInts leaves = pixels.where(
            frame.surface, [](Surface what) { return what == Surface::tree || what == Surface::palm; });
        const FourVec3 n = pixels.of(frame.normal);
        const Four facing = dot(n, light.toSun);
        // Leaves let some light through from behind.
        const Four direct = most(0, chosen(leaves, 0.25f + 0.75f * facing, facing));
        const FourColours sky = mix(bounce, light.ambient, 0.5f + 0.5f * n.y);
        FourColours c = pixels.of(frame.albedo) * (light.sun * (direct * pixels.of(frame.sunlit)) + sky);
        c += Colour{1.0f, 0.72f, 0.32f} * pixels.of(frame.glow);
        const Four z = pixels.of(frame.distance), y = pixels.y();
        const Four fromSun = sun.distance(pixels.x(), y, view.side());
        pixels.put(frame.colour, light.throughAir(c, z, view.worldY(y, z), fromSun));
    });
}

} // namespace tarn::scenes
