#include "finish.h"
#include "outlines.h"
#include "shade.h"
#include "styles.h"
#include "terrain.h"
#include "things.h"
#include "trees.h"
#include "water.h"
#include "weather.h"

#include <base/error.h>
#include <scenes/painter.h>

namespace tarn {

PaintedScene paint(const Scene& scene, int width, int height)
{
    using namespace scenes;
    if (width < smallestSceneSide || height < smallestSceneSide || width > largestSceneSide
        || height > largestSceneSide)
        throw UsageError("A scene of " + std::to_string(width) + "x" + std::to_string(height)
            + " pixels cannot be painted; choose " + std::to_string(smallestSceneSide) + " to "
            + std::to_string(largestSceneSide) + " pixels a side.");
    const View view(scene, 2 * width, 2 * height);
    const Light light(scene);
    const Ground ground(scene, float(width) / float(height));
    const HeightGrid grid(ground, view, light.toSun);
    const Sky sky(scene, light, view);

    Frame frame(view);
    drawTerrain(frame, grid);
    coverGround(frame, ground);
    drawThing(frame, scene, ground, light);
    drawWaterfall(frame, scene, ground);
    drawPlants(frame, scene, ground, grid, light);
    shade(frame, light, sunSpot(scene, view));
    sky.draw(frame);
    drawWater(frame, scene, ground, sky, light);
    drawWeather(frame, scene);
    developFrame(frame);
    const std::vector<float> lines = outlines(frame);
    applyStyle(frame, scene, lines);
    return finished(frame, lines, width, height);
}

} // namespace tarn
