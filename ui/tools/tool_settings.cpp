#include <tools/tool_settings.h>

#include <algorithm>

namespace tarn::studio {

void ToolSettings::setShape(Use use, const BrushShape& wanted)
{
    BrushShape shape = wanted;
    shape.size = std::clamp(shape.size, 1.0, BrushShape::maxSize);
    for (double* part : {&shape.hardness, &shape.opacity, &shape.flow})
        *part = std::clamp(*part, 0.0, 1.0);
    if (shape == m_shapes[int(use)])
        return;
    m_shapes[int(use)] = shape;
    Q_EMIT changed();
}

void ToolSettings::setColour(const QColor& colour)
{
    if (colour == m_colour || !colour.isValid())
        return;
    m_colour = colour;
    Q_EMIT changed();
}

void ToolSettings::swapColours()
{
    std::swap(m_colour, m_background);
    Q_EMIT changed();
}

void ToolSettings::resetColours()
{
    m_colour = Qt::black;
    m_background = Qt::white;
    Q_EMIT changed();
}

void ToolSettings::setTolerance(double tolerance)
{
    m_tolerance = std::clamp(tolerance, 0.0, 255.0);
    Q_EMIT changed();
}

void ToolSettings::setArea(Area area)
{
    if (std::exchange(m_area, area) != area)
        Q_EMIT changed();
}

void ToolSettings::setPressureCurve(const PressureCurve& curve)
{
    if (curve == m_pressure)
        return;
    m_pressure = curve;
    Q_EMIT changed();
}

void ToolSettings::setStabiliser(double part)
{
    m_stabiliser = std::clamp(part, 0.0, 0.95);
    Q_EMIT changed();
}

void ToolSettings::rememberColour()
{
    if (!m_recent.isEmpty() && m_recent.front() == m_colour)
        return;
    m_recent.removeAll(m_colour);
    m_recent.prepend(m_colour);
    if (m_recent.size() > recentKept)
        m_recent.removeLast();
    Q_EMIT changed();
}

} // namespace tarn::studio
