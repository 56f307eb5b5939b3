#pragma once

#include <tools/pressure_curve.h>

#include <QColor>
#include <QList>
#include <QObject>

namespace tarn::studio {

/// Of a brush, an eraser or a mask brush.
struct BrushShape {
    static constexpr double maxSize = 1000;

    double size = 40; ///< diameter in pixels of the document, 1 to maxSize
    double hardness = 0.8; ///< part of the radius that is fully opaque, 0 to 1
    double opacity = 1; ///< of the whole stroke
    double flow = 1; ///< of a single dab
    bool pressureSize = true; ///< a pen's pressure decides the size
    bool pressureFlow = false; ///< and the flow
    bool tiltStretches = false; ///< a tilted pen's dabs are longer where it leans, like the side of a lead

    bool operator==(const BrushShape&) const = default;
};

/// What the tools paint with. Shared by all of them, changed by the options bar and by keys.
class ToolSettings : public QObject {
    Q_OBJECT

public:
    enum class Use { paint, erase, mask };
    /// What the tools that mark an area mark.
    enum class Area { mask, selection };
    static constexpr int recentKept = 24;

    using QObject::QObject;

    const BrushShape& shape(Use use) const { return m_shapes[int(use)]; }
    void setShape(Use use, const BrushShape& shape);
    QColor colour() const { return m_colour; }
    QColor background() const { return m_background; }
    void setColour(const QColor& colour);
    void swapColours();
    void resetColours();
    double tolerance() const { return m_tolerance; } ///< of fill: difference of a channel, 0 to 255
    void setTolerance(double tolerance);
    Area area() const { return m_area; }
    void setArea(Area area);
    const PressureCurve& pressureCurve() const { return m_pressure; }
    void setPressureCurve(const PressureCurve& curve);
    /// How slowly a stroke follows the pointer: 0 at once, to 0.95.
    double stabiliser() const { return m_stabiliser; }
    void setStabiliser(double part);
    /// That were painted with, the latest first.
    const QList<QColor>& recentColours() const { return m_recent; }
    void rememberColour();

Q_SIGNALS:
    void changed();

private:
    BrushShape m_shapes[3]{{}, {}, {60, 0.9, 1, 1, true, false}};
    QColor m_colour = Qt::black;
    QColor m_background = Qt::white;
    double m_tolerance = 24;
    Area m_area = Area::mask;
    PressureCurve m_pressure;
    double m_stabiliser = 0;
    QList<QColor> m_recent;
};

} // namespace tarn::studio
