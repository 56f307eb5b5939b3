#pragma once

#include <tools/canvas_tool.h>

#include <QPolygonF>

namespace tarn::studio {

/// Moves, scales and turns the active layer by the box around it. Each gesture is a step of undo; gestures that
/// follow each other go out from the pixels before the first, so that nothing is resampled twice.
class TransformTool final : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Transform layer"); }
    QString iconName() const override { return "transform"; }
    QKeySequence key() const override { return Qt::Key_T; }

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent& event) override;
    void cancelled() override;
    bool isBusy() const override { return m_gesture.has_value(); }
    QCursor cursor(const CanvasEvent& event) const override;
    void paint(QPainter& painter, const QTransform& toView) const override;

private:
    enum class Grip { inside, corner, side, around };
    struct Gesture {
        Grip grip;
        QPointF from; ///< where it began, in the document
        QPointF held; ///< of the original box, what is dragged
        QPointF fixed; ///< what stays in its place
    };

    bool followsItself() const;
    QRectF box() const;
    QTransform placement() const;
    std::optional<std::pair<Grip, QPointF>> gripAt(const CanvasEvent& event) const;
    QTransform dragged(const CanvasEvent& event) const;
    DocumentState drawn(const QTransform& placement) const;

    // The layer before the first gesture, and where it is now; as long as nothing else was done.
    QImage m_source;
    QPoint m_sourceAt;
    QTransform m_placed;
    int m_layer = 0;
    int m_node = 0;
    std::optional<Gesture> m_gesture;
};

} // namespace tarn::studio
