#pragma once

#include <tools/canvas_tool.h>

namespace tarn::studio {

/// Moves the frame, pulls its sides and corners, or draws a new one where there is none under the pointer. Its
/// borders snap to multiples of 8 and to the canvas.
class FrameTool final : public CanvasTool {
    Q_OBJECT

public:
    static constexpr int grid = 8; ///< pixels
    static constexpr int leastSide = 64; ///< pixels

    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Frame"); }
    QString iconName() const override { return "frame"; }
    QKeySequence key() const override { return Qt::Key_F; }

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent& event) override;
    void cancelled() override;
    bool isBusy() const override { return m_grip.has_value(); }
    QCursor cursor(const CanvasEvent& event) const override;
    void paint(QPainter& painter, const QTransform& toView) const override;

private:
    enum Edge { left = 1, top = 2, right = 4, bottom = 8, inside = 16, nowhere = 32 };
    int gripAt(const CanvasEvent& event) const;
    QRect dragged(QPointF by) const;

    std::optional<int> m_grip; ///< edges that follow the pointer
    QPointF m_from;
    QRect m_frame; ///< before the gesture
};

} // namespace tarn::studio
