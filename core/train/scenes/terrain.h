#pragma once

#include "frame.h"
#include "ground.h"

#include <vector>

namespace tarn::scenes {

/// Heights of the ground as the view sees it: one column for each column of the picture, rows ever farther apart.
class HeightGrid {
public:
    HeightGrid(const Ground& ground, const View& view, Vec3 toSun);

    float height(float x, float z) const { return sampled(m_heights, x, z); }
    /// Share of the sun's light that reaches the ground there.
    float sunlit(float x, float z) const { return sampled(m_sunlit, x, z); }
    Vec3 normal(float x, float z) const;

    int rows() const { return m_rows; }
    float z(int row) const { return m_z[std::size_t(row)]; }
    /// Column of the grid for a column of the frame.
    float gridColumn(float frameColumn) const { return frameColumn * m_perPixel + 1; }
    float heightAt(float gridColumn, int row) const { return across(m_heights, gridColumn, row); }

private:
    float sampled(const std::vector<float>& field, float x, float z) const;
    float across(const std::vector<float>& field, float column, int row) const;
    void castShadows(Vec3 toSun);

    View m_view;
    int m_columns, m_rows;
    float m_perPixel; ///< grid columns in one of the frame
    float m_ratio; ///< of the next row's distance to this one's
    float m_rowsPerOctave; ///< of distance
    std::vector<float> m_z, m_heights, m_sunlit;
};

/// Draws the ground and the water's surface into `frame`, from near to far, column by column.
void drawTerrain(Frame& frame, const HeightGrid& grid);
/// Gives the ground its colours.
void coverGround(Frame& frame, const Ground& ground);

} // namespace tarn::scenes
