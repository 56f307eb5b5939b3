#include <tools/stroke.h>

#include <QRadialGradient>
#include <QTransform>
#include <cmath>

namespace tarn::studio {
namespace {

constexpr double spacing = 0.12; ///< of the diameter
constexpr double leastPressure = 0.05; ///< below it a pen would paint nothing
constexpr double mostStretched = 3; ///< times the width

PenPoint between(const PenPoint& a, const PenPoint& b, double part)
{
    return {a.pos + (b.pos - a.pos) * part, a.pressure + (b.pressure - a.pressure) * part,
        a.tilt + (b.tilt - a.tilt) * part};
}

/// From a disc of radius 1 to the dab: what the tip covers, seen from above, where the pen leans.
QTransform footprint(const PenPoint& point, double radius, bool stretched)
{
    QTransform to = QTransform::fromTranslate(point.pos.x(), point.pos.y());
    const double x = std::tan(point.tilt.x() * M_PI / 180), y = std::tan(point.tilt.y() * M_PI / 180);
    const double lean = std::hypot(x, y); // the tangent of the angle from upright
    if (stretched && lean > 0)
        to.rotateRadians(std::atan2(y, x)).scale(std::min(std::hypot(1.0, lean), mostStretched), 1);
    return to.scale(radius, radius);
}

} // namespace

QRect Stroke::dab(const PenPoint& point)
{
    const double force = std::clamp(point.pressure, leastPressure, 1.0);
    const double radius = std::max(0.5, m_shape.size / 2 * (m_shape.pressureSize ? force : 1));
    const double flow = m_shape.flow * (m_shape.pressureFlow ? force : 1);
    QRadialGradient gradient(QPointF(), 1);
    const auto alpha = [&](double part) { return QColor::fromRgbF(0, 0, 0, float(part * flow)); };
    // A border of at least one pixel keeps hard brushes smooth.
    const double inner = std::min(m_shape.hardness, std::max(0.0, 1 - 1 / radius));
    gradient.setColorAt(0, alpha(1));
    for (const double part : {0.0, 0.25, 0.5, 0.75, 1.0})
        gradient.setColorAt(inner + (1 - inner) * part, alpha(0.5 + 0.5 * std::cos(part * M_PI)));
    QBrush brush(gradient);
    brush.setTransform(footprint(point, radius, m_shape.tiltStretches));
    const QRect area = brush.transform().mapRect(QRectF(-1, -1, 2, 2)).toAlignedRect();
    m_trace.paint(area, [&](QPainter& painter) { painter.fillRect(area, brush); });
    return area;
}

QRect Stroke::lineTo(const PenPoint& point)
{
    if (!m_began) {
        m_began = true;
        m_last = point;
        return dab(point);
    }
    const QPointF by = point.pos - m_last.pos;
    const double length = std::hypot(by.x(), by.y());
    const double gap =
        std::max(1.0, m_shape.size * spacing * (m_shape.pressureSize ? std::max(point.pressure, 0.1) : 1));
    QRect painted;
    double way = gap - m_rest;
    for (; way <= length; way += gap)
        painted |= dab(between(m_last, point, way / length));
    m_rest = length - (way - gap);
    m_last = point;
    return painted;
}

} // namespace tarn::studio
