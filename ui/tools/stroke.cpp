#include <tools/stroke.h>

#include <QRadialGradient>
#include <cmath>

namespace tarn::studio {
namespace {

constexpr double spacing = 0.12; ///< of the diameter
constexpr double leastPressure = 0.05; ///< below it a pen would paint nothing

} // namespace

QRect Stroke::dab(QPointF pos, double pressure)
{
    const double force = std::clamp(pressure, leastPressure, 1.0);
    const double radius = std::max(0.5, m_shape.size / 2 * (m_shape.pressureSize ? force : 1));
    const double flow = m_shape.flow * (m_shape.pressureFlow ? force : 1);
    QRadialGradient gradient(pos, radius);
    const auto alpha = [&](double part) { return QColor::fromRgbF(0, 0, 0, float(part * flow)); };
    // A border of at least one pixel keeps hard brushes smooth.
    const double inner = std::min(m_shape.hardness, std::max(0.0, 1 - 1 / radius));
    gradient.setColorAt(0, alpha(1));
    for (const double part : {0.0, 0.25, 0.5, 0.75, 1.0})
        gradient.setColorAt(inner + (1 - inner) * part, alpha(0.5 + 0.5 * std::cos(part * M_PI)));
    const QRect area = QRectF(pos.x() - radius, pos.y() - radius, 2 * radius, 2 * radius).toAlignedRect();
    m_trace.paint(area, [&](QPainter& painter) { painter.fillRect(area, gradient); });
    return area;
}

QRect Stroke::lineTo(QPointF pos, double pressure)
{
    if (!m_began) {
        m_began = true;
        m_last = pos;
        m_lastPressure = pressure;
        return dab(pos, pressure);
    }
    const double length = std::hypot(pos.x() - m_last.x(), pos.y() - m_last.y());
    const double gap =
        std::max(1.0, m_shape.size * spacing * (m_shape.pressureSize ? std::max(pressure, 0.1) : 1));
    QRect painted;
    double way = gap - m_rest;
    for (; way <= length; way += gap) {
        const double part = way / length;
        painted |= dab(m_last + (pos - m_last) * part, m_lastPressure + (pressure - m_lastPressure) * part);
    }
    m_rest = length - (way - gap);
    m_last = pos;
    m_lastPressure = pressure;
    return painted;
}

} // namespace tarn::studio
