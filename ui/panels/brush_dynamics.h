#pragma once

#include <tools/tool_settings.h>

#include <QFrame>

namespace tarn::studio {

/// The pen's pressure curve, whose two handles are dragged.
class PressureCurveEdit : public QWidget {
    Q_OBJECT

public:
    explicit PressureCurveEdit(ToolSettings* settings, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {180, 180}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent*) override { m_held = 0; }
    void mouseDoubleClickEvent(QMouseEvent*) override;

private:
    QPointF toView(QPointF value) const;
    void drag(QPointF view);

    ToolSettings* m_settings;
    int m_held = 0; ///< 1 or 2; 0 for none
};

/// How the hand becomes a stroke: pressure and steadiness. A popup.
class BrushDynamics : public QFrame {
    Q_OBJECT

public:
    BrushDynamics(ToolSettings* settings, QWidget* parent);
};

} // namespace tarn::studio
