#include "terrain.h"

namespace tarn::scenes {

HeightGrid::HeightGrid(const Ground& ground, const View& view, Vec3 toSun)
    : m_view(view)
    , m_columns(view.width / 2 + 3)
    , m_rows(view.side() > 600 ? 560 : 330)
    , m_perPixel(float(m_columns - 3) / float(view.width))
    , m_ratio(exp2Of(log2Of(farthest / nearest) / float(m_rows - 1)))
{
    m_rowsPerOctave = 1 / log2Of(m_ratio);
    m_z.resize(std::size_t(m_rows));
    m_heights.resize(std::size_t(m_rows) * std::size_t(m_columns));
    m_sunlit.resize(m_heights.size(), 1);
    float z = nearest;
    for (int row = 0; row < m_rows; ++row, z *= m_ratio) {
        m_z[std::size_t(row)] = z;
        for (int column = 0; column < m_columns; ++column)
            m_heights[std::size_t(row * m_columns + column)] =
                ground.height(view.worldX(float(column - 1) / m_perPixel, z), z);
    }
    castShadows(toSun);
}

void HeightGrid::castShadows(Vec3 toSun)
{
    const auto index = [this](int row, int column) { return std::size_t(row * m_columns + column); };
    for (int row = 0; row < m_rows; row += 2)
        for (int column = 0; column < m_columns; ++column) {
            const std::size_t i = index(row, column);
            const float z = m_z[std::size_t(row)], x = m_view.worldX(float(column - 1) / m_perPixel, z);
            const float h = most(m_heights[i], 0);
            float step = 0.05f + 0.012f * z, light = 1;
            for (int k = 0; k < 7 && light > 0; ++k, step *= 1.75f) {
                const float there = z + toSun.z * step;
                if (there < nearest)
                    break;
                const float above = height(x + toSun.x * step, there) - (h + toSun.y * step);
                light = least(light, 1 - ramp(0, 0.06f + 0.12f * step, above));
            }
            m_sunlit[i] = light;
        }
    for (int row = 1; row < m_rows; row += 2)
        for (int column = 0; column < m_columns; ++column)
            m_sunlit[index(row, column)] = 0.5f
                * (m_sunlit[index(row - 1, column)]
                    + m_sunlit[index(row + 1 < m_rows ? row + 1 : row - 1, column)]);
}

float HeightGrid::across(const std::vector<float>& field, float column, int row) const
{
    column = clamped(column, 0, float(m_columns) - 1.01f);
    const int left = int(column);
    const float* p = &field[std::size_t(row * m_columns + left)];
    return mix(p[0], p[1], column - float(left));
}

float HeightGrid::sampled(const std::vector<float>& field, float x, float z) const
{
    const float row = clamped(log2Of(z / nearest) * m_rowsPerOctave, 0, float(m_rows) - 1.01f);
    const int upper = int(row);
    const float column = gridColumn(m_view.column(x, z));
    return mix(across(field, column, upper), across(field, column, upper + 1), row - float(upper));
}

Vec3 HeightGrid::normal(float x, float z) const
{
    const float d = 0.02f + 1.1f * z / m_view.focal * 2;
    return normalised({height(x - d, z) - height(x + d, z), 2 * d, height(x, z - d) - height(x, z + d)});
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
    for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
            const std::size_t i = frame.at(x, y);
            if (frame.surface[i] == Surface::sky)
                continue;
            const float z = frame.distance[i], worldX = view.worldX(float(x) + 0.5f, z);
            frame.sunlit[i] = grid.sunlit(worldX, z);
            if (frame.surface[i] == Surface::grass)
                frame.normal[i] = grid.normal(worldX, z);
        }
}

void coverGround(Frame& frame, const Ground& ground)
{
    const View& view = frame.view;
    for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
            const std::size_t i = frame.at(x, y);
            if (frame.surface[i] != Surface::grass)
                continue;
            const float z = frame.distance[i];
            const Vec3 place{view.worldX(float(x) + 0.5f, z), view.worldY(float(y) + 0.5f, z), z};
            const Ground::Cover cover = ground.cover(place, frame.normal[i]);
            frame.albedo[i] = {saturated(cover.albedo.x), saturated(cover.albedo.y), saturated(cover.albedo.z)};
            frame.surface[i] = cover.surface;
        }
}

} // namespace tarn::scenes
