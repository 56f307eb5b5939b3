#pragma once

#include "frame.h"

#include <vector>

namespace tarn::scenes {

/// Flat or smooth triangles in world space.
struct Corner {
    Vec3 place, normal;
};
struct Triangle {
    Corner corners[3];
    Colour albedo;
    float glow = 0;
};

/// Solids of a thing, in its own space: x to the right, y up from its foot, z away; placed by `place`.
class Mesh {
public:
    void quad(Vec3 a, Vec3 b, Vec3 c, Vec3 d, Colour albedo, float glow = 0);
    void triangle(Vec3 a, Vec3 b, Vec3 c, Colour albedo, float glow = 0);
    void box(Vec3 low, Vec3 high, Colour albedo);
    /// A round tower about (x, z): radius `bottom` at y0, `top` at y1.
    void tower(float x, float z, float y0, float y1, float bottom, float top, Colour albedo, int sides = 14);
    /// Turned about the vertical axis: (radius, y) from bottom to top, coloured by segment around the axis.
    void turned(const std::vector<Vec3>& profile, const std::vector<Colour>& segments, int sides);

    /// Scales, turns about the vertical and moves everything.
    void place(Vec3 foot, float scale, float turn);
    const std::vector<Triangle>& triangles() const { return m_triangles; }

private:
    std::vector<Triangle> m_triangles;
};

/// Draws what is seen of the mesh into `frame`, `nearer` units in front of its true distance.
void drawMesh(Frame& frame, const Mesh& mesh, Surface what, float nearer = 0);
/// Darkens the ground where the mesh keeps the sun from it, on the level plane at height `ground`.
void shadowMesh(Frame& frame, const Mesh& mesh, Vec3 toSun, float ground);

} // namespace tarn::scenes
