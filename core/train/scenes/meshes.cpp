#include "meshes.h"

namespace tarn::scenes {
namespace {

struct Point {
    float x, y, inverse; ///< inverse: of the distance
};

Point projected(const View& view, Vec3 p)
{
    const float z = most(p.z, 0.4f);
    return {view.column(p.x, z), view.row(p.y, z), 1 / z};
}

/// Calls `pixel(x, y, a, b, c)` for the pixels of a triangle, with the weights of its corners.
template <typename Pixel> void eachPixel(const View& view, const Point (&p)[3], const Pixel& pixel)
{
    const float area = (p[1].x - p[0].x) * (p[2].y - p[0].y) - (p[2].x - p[0].x) * (p[1].y - p[0].y);
    if (magnitude(area) < 1e-4f)
        return;
    const auto bound = [](float value, int limit) { return int(clamped(value, 0, float(limit))); };
    const int x0 = bound(least(least(p[0].x, p[1].x), p[2].x), view.width);
    const int x1 = bound(most(most(p[0].x, p[1].x), p[2].x) + 1, view.width);
    const int y0 = bound(least(least(p[0].y, p[1].y), p[2].y), view.height);
    const int y1 = bound(most(most(p[0].y, p[1].y), p[2].y) + 1, view.height);
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) {
            const float px = float(x) + 0.5f, py = float(y) + 0.5f;
            const float b = ((px - p[0].x) * (p[2].y - p[0].y) - (p[2].x - p[0].x) * (py - p[0].y)) / area;
            const float c = ((p[1].x - p[0].x) * (py - p[0].y) - (px - p[0].x) * (p[1].y - p[0].y)) / area;
            if (b >= -1e-4f && c >= -1e-4f && b + c <= 1.0002f)
                pixel(x, y, 1 - b - c, b, c);
        }
}

} // namespace

void Mesh::triangle(Vec3 a, Vec3 b, Vec3 c, Colour albedo, float glow)
{
    const Vec3 n = normalised(cross(b - a, c - a));
    m_triangles.push_back({{{a, n}, {b, n}, {c, n}}, albedo, glow});
}

void Mesh::quad(Vec3 a, Vec3 b, Vec3 c, Vec3 d, Colour albedo, float glow)
{
    triangle(a, b, c, albedo, glow);
    triangle(a, c, d, albedo, glow);
}

void Mesh::box(Vec3 l, Vec3 h, Colour albedo)
{
    quad({l.x, l.y, l.z}, {h.x, l.y, l.z}, {h.x, h.y, l.z}, {l.x, h.y, l.z}, albedo);
    quad({l.x, l.y, h.z}, {h.x, l.y, h.z}, {h.x, h.y, h.z}, {l.x, h.y, h.z}, albedo);
    quad({l.x, l.y, l.z}, {l.x, l.y, h.z}, {l.x, h.y, h.z}, {l.x, h.y, l.z}, albedo);
    quad({h.x, l.y, l.z}, {h.x, l.y, h.z}, {h.x, h.y, h.z}, {h.x, h.y, l.z}, albedo);
    quad({l.x, h.y, l.z}, {h.x, h.y, l.z}, {h.x, h.y, h.z}, {l.x, h.y, h.z}, albedo);
}

void Mesh::tower(float x, float z, float y0, float y1, float bottom, float top, Colour albedo, int sides)
{
    const float lean = (bottom - top) / most(0.01f, y1 - y0);
    for (int i = 0; i < sides; ++i) {
        const float a = 2 * pi * float(i) / float(sides), b = 2 * pi * float(i + 1) / float(sides);
        const Vec3 na = normalised({cosOf(a), lean, sinOf(a)}), nb = normalised({cosOf(b), lean, sinOf(b)});
        const Corner p{{x + bottom * cosOf(a), y0, z + bottom * sinOf(a)}, na};
        const Corner q{{x + bottom * cosOf(b), y0, z + bottom * sinOf(b)}, nb};
        const Corner r{{x + top * cosOf(b), y1, z + top * sinOf(b)}, nb};
        const Corner s{{x + top * cosOf(a), y1, z + top * sinOf(a)}, na};
        m_triangles.push_back({{p, q, r}, albedo, 0});
        m_triangles.push_back({{p, r, s}, albedo, 0});
    }
}

void Mesh::turned(const std::vector<Vec3>& profile, const std::vector<Colour>& segments, int sides)
{
    for (std::size_t k = 0; k + 1 < profile.size(); ++k)
        for (int i = 0; i < sides; ++i) {
            const float a = 2 * pi * float(i) / float(sides), b = 2 * pi * float(i + 1) / float(sides);
            const Vec3 low = profile[k], high = profile[k + 1];
            const auto corner = [&](const Vec3& p, float angle) {
                const float dr = high.x - low.x, dy = high.y - low.y;
                return Corner{{p.x * cosOf(angle), p.y, p.x * sinOf(angle)},
                    normalised({dy * cosOf(angle), -dr, dy * sinOf(angle)})};
            };
            const Colour albedo = segments[std::size_t(i) * segments.size() / std::size_t(sides)];
            m_triangles.push_back({{corner(low, a), corner(low, b), corner(high, b)}, albedo, 0});
            m_triangles.push_back({{corner(low, a), corner(high, b), corner(high, a)}, albedo, 0});
        }
}

void Mesh::place(Vec3 foot, float scale, float turn)
{
    const float c = cosOf(turn), s = sinOf(turn);
    const auto rotated = [&](Vec3 v) { return Vec3{c * v.x + s * v.z, v.y, c * v.z - s * v.x}; };
    for (Triangle& t : m_triangles)
        for (Corner& corner : t.corners) {
            corner.place = rotated(corner.place) * scale + foot;
            corner.normal = rotated(corner.normal);
            // Both sides of a face are seen; the normal is the one towards the eye.
            if (dot(corner.normal, corner.place - Vec3{0, foot.y + 1, 0}) > 0
                && magnitude(corner.normal.y) < 0.99f)
                corner.normal = corner.normal * -1;
            if (corner.normal.y < -0.9f)
                corner.normal = corner.normal * -1;
        }
}

void drawMesh(Frame& frame, const Mesh& mesh, Surface what, float nearer)
{
    for (const Triangle& t : mesh.triangles()) {
        const Point p[3] = {projected(frame.view, t.corners[0].place), projected(frame.view, t.corners[1].place),
            projected(frame.view, t.corners[2].place)};
        eachPixel(frame.view, p, [&](int x, int y, float a, float b, float c) {
            const float z = 1 / (a * p[0].inverse + b * p[1].inverse + c * p[2].inverse);
            const Vec3 n = normalised(t.corners[0].normal * a + t.corners[1].normal * b + t.corners[2].normal * c);
            frame.put(x, y, z - nearer, what, t.albedo, n, t.glow);
        });
    }
}

void shadowMesh(Frame& frame, const Mesh& mesh, Vec3 toSun, float ground)
{
    const float reach = 1 / most(0.3f, toSun.y);
    for (const Triangle& t : mesh.triangles()) {
        Point p[3];
        for (int k = 0; k < 3; ++k) {
            const Vec3 at = t.corners[k].place;
            const float along = (at.y - ground) * reach;
            p[k] = projected(frame.view, {at.x - toSun.x * along, ground, at.z - toSun.z * along});
        }
        eachPixel(frame.view, p, [&](int x, int y, float a, float b, float c) {
            const std::size_t i = frame.at(x, y);
            const float z = 1 / (a * p[0].inverse + b * p[1].inverse + c * p[2].inverse);
            if (frame.surface[i] != Surface::sky && frame.surface[i] != Surface::thing
                && magnitude(frame.distance[i] - z) < 0.5f + 0.08f * z)
                frame.sunlit[i] = least(frame.sunlit[i], 0.12f);
        });
    }
}

} // namespace tarn::scenes
