#include "terrain.h"

namespace tarn::scenes {

HeightGrid::HeightGrid(const Ground& ground, const View& view, Vec3 toSun)
    : m_view(view)
    , m_columns(view.width / 2 + 3)
    , m_stride((m_columns + 3) / 4 * 4)
    , m_rows(view.side() > 600 ? 560 : 330)
    , m_perPixel(float(m_columns - 3) / float(view.width))
    , m_ratio(exp2Of(log2Of(farthest / nearest) / float(m_rows - 1)))
{
    m_rowsPerOctave = 1 / log2Of(m_ratio);
    m_z.resize(std::size_t(m_rows));
    m_heights.resize(std::size_t(m_rows) * std::size_t(m_stride));
    m_sunlit.resize(m_heights.size());
    float z = nearest;
    for (int row = 0; row < m_rows; ++row, z *= m_ratio) {
        m_z[std::size_t(row)] = z;
        for (int column = 0; column < m_columns; column += 4)
            store(&m_heights[index(row, column)], ground.height(worldX(column, z), four(z)));
    }
    castShadows(toSun);
}

void HeightGrid::castShadows(Vec3 toSun)
{
    for (int row = 0; row < m_rows; row += 2)
        for (int column = 0; column < m_columns; column += 4) {
            const float z = m_z[std::size_t(row)];
            const Four x = worldX(column, z), h = most(loaded(&m_heights[index(row, column)]), 0);
            float step = 0.05f + 0.012f * z;
            Four light = four(1);
            for (int k = 0; k < 7 && any(light > 0); ++k, step *= 1.75f) {
                const float there = z + toSun.z * step;
                if (there < nearest)
                    break;
                const Four above = height(x + toSun.x * step, four(there)) - (h + toSun.y * step);
                light = least(light, 1 - ramp(0, 0.06f + 0.12f * step, above));
            }
            store(&m_sunlit[index(row, column)], light);
        }
    for (int row = 1; row < m_rows; row += 2)
        for (int column = 0; column < m_columns; ++column)
            m_sunlit[index(row, column)] = 0.5f
                * (m_sunlit[index(row - 1, column)]
                    + m_sunlit[index(row + 1 < m_rows ? row + 1 : row - 1, column)]);
}

float HeightGrid::heightAt(float column, int row) const
{
    column = clamped(column, 0, float(m_columns) - 1.01f);
    const int left = int(column);
    const float* p = &m_heights[index(row, left)];
    return mix(p[0], p[1], column - float(left));
}

Four HeightGrid::sampled(const std::vector<float>& field, Four x, Four z) const
{
    const Four row = clamped(log2Of(z / nearest) * m_rowsPerOctave, 0, float(m_rows) - 1.01f);
    const Four column = clamped(gridColumn(m_view.column(x, z)), 0, float(m_columns) - 1.01f);
    const FourInts upper = toInts(row), left = toInts(column), first = upper * m_stride + left;
    const auto corners = [&](int further) { return FourPlaces(first + further).of(field); };
    const Four across = column - toFloats(left);
    return mix(mix(corners(0), corners(1), across), mix(corners(m_stride), corners(m_stride + 1), across),
        row - toFloats(upper));
}

FourVec3 HeightGrid::normal(Four x, Four z) const
{
    const Four d = 0.02f + 1.1f * z / m_view.focal * 2;
    return normalised(FourVec3{height(x - d, z) - height(x + d, z), 2 * d, height(x, z - d) - height(x, z + d)});
}

void drawTerrain(Frame& frame, const HeightGrid& grid)
{
    const View& view = frame.view;
    for (int x = 0; x < view.width; ++x) {
        const float column = grid.gridColumn(float(x) + 0.5f);
        float lastRow = float(view.height) + 40, lastZ = nearest, lastHeight = 0;
        int top = view.height; // rows from here down are drawn
        for (int k = 0; k < grid.rows() && top > 0; ++k) {
            const float z = grid.z(k), h = grid.heightAt(column, k);
            const float row = view.row(most(h, 0), z);
            const int first = most(0, row) > float(top) ? top : int(most(0, row + 0.5f));
            for (int y = top - 1; y >= first; --y) {
                const float t = lastRow > row ? saturated((lastRow - (float(y) + 0.5f)) / (lastRow - row)) : 1;
                const bool water = h < 0 && mix(lastHeight, h, t) < 0;
                float there = 1 / mix(1 / lastZ, 1 / z, t);
                if (water && float(y) + 0.5f > view.horizon + 0.3f)
                    there = least(farthest, view.focal * view.eye / (float(y) + 0.5f - view.horizon));
                const std::size_t i = frame.at(x, y);
                frame.distance[i] = there;
                frame.surface[i] = water ? Surface::water : Surface::grass;
            }
            top = first < top ? first : top;
            lastRow = row;
            lastZ = z;
            lastHeight = h;
        }
    }
    eachFour(
        frame, [](Surface what) { return what != Surface::sky; },
        [&](const FourPixels& pixels) {
            const Four z = pixels.of(frame.distance), worldX = view.worldX(pixels.x() + 0.5f, z);
            pixels.put(frame.sunlit, grid.sunlit(worldX, z));
        });
    eachFour(
        frame, [](Surface what) { return what == Surface::grass; },
        [&](const FourPixels& pixels) {
            const Four z = pixels.of(frame.distance), worldX = view.worldX(pixels.x() + 0.5f, z);
            pixels.put(frame.normal, grid.normal(worldX, z));
        });
}

void coverGround(Frame& frame, const Ground& ground)
{
    const View& view = frame.view;
    eachFour(
        frame, [](Surface what) { return what == Surface::grass; },
        [&](const FourPixels& pixels) {
            const Four z = pixels.of(frame.distance);
            const FourVec3 place{view.worldX(pixels.x() + 0.5f, z), view.worldY(pixels.y() + 0.5f, z), z};
            const Ground::Cover cover = ground.cover(place, pixels.of(frame.normal));
            pixels.put(
                frame.albedo, {saturated(cover.albedo.x), saturated(cover.albedo.y), saturated(cover.albedo.z)});
            for (int k = 0; k < 4; ++k)
                frame.surface[pixels.index[k]] = Surface(cover.surface[k]);
        });
}

} // namespace tarn::scenes
