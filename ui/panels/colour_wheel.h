#pragma once

#include <QColor>
#include <QImage>
#include <QWidget>

namespace tarn::studio {

/// A ring of hues around a square of saturation (across) and value (up).
class ColourWheel : public QWidget {
    Q_OBJECT

public:
    explicit ColourWheel(QWidget* parent = nullptr);

    QColor colour() const { return QColor::fromHsvF(float(m_hue), float(m_saturation), float(m_value)); }
    /// Without a signal. Grey keeps the hue that was there.
    void setColour(const QColor& colour);
    QSize sizeHint() const override { return {190, 190}; }
    QRectF square() const; ///< in the widget

Q_SIGNALS:
    void picked(const QColor& colour); ///< by the user

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent*) override { m_part = Part::none; }
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Part { none, ring, square };
    double radius() const;
    void drag(QPointF pos);
    void drawRing(QPainter& painter) const;

    double m_hue = 0, m_saturation = 0, m_value = 0; ///< 0 to 1
    Part m_part = Part::none;
    QImage m_shades; ///< of m_hue
};

} // namespace tarn::studio
