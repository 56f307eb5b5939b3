#pragma once

#include "frame.h"
#include "ground.h"

#include <vector>

namespace tarn::scenes {

/// Heights of the ground as the view sees it: one column for each column of the picture, rows ever farther apart.
class HeightGrid {
public:
    HeightGrid(const Ground& ground, const View& view, Vec3 toSun);

    Four height(Four x, Four z) const { return sampled(m_heights, x, z); }
    /// Share of the sun's light that reaches the ground there.
    Four sunlit(Four x, Four z) const { return sampled(m_sunlit, x, z); }
    FourVec3 normal(Four x, Four z) const;

    int rows() const { return m_rows; }
    float z(int row) const { return m_z[std::size_t(row)]; }
    /// Column of the grid for a column of the frame.
    template <typename N> N gridColumn(N frameColumn) const { return frameColumn * m_perPixel + 1; }
    float heightAt(float gridColumn, int row) const;

private:
    std::size_t index(int row, int column) const { return std::size_t(row * m_stride + column); }
    /// x of four columns of the grid at distance z.
    Four worldX(int column, float z) const
    {
        return m_view.worldX(toFloats(FourInts{-1, 0, 1, 2} + column) / m_perPixel, z);
    }
    Four sampled(const std::vector<float>& field, Four x, Four z) const;
    void castShadows(Vec3 toSun);

    View m_view;
    int m_columns, m_stride, m_rows; ///< m_stride: numbers in a row, a multiple of four
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
