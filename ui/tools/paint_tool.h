#pragma once

#include <tools/canvas_tool.h>
#include <tools/stroke.h>

namespace tarn::studio {

/// A tool that paints one stroke; what the stroke does is its children's.
class PaintTool : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent& event) override;
    void cancelled() override;
    bool isBusy() const override { return m_stroke.has_value(); }
    double outline() const override { return settings()->shape(use()).size; }
    QCursor cursor(const CanvasEvent&) const override { return Qt::BlankCursor; }

protected:
    virtual ToolSettings::Use use() const = 0;
    virtual bool mayBegin(const CanvasEvent& event) = 0;
    /// The picture of `state` that is painted on.
    virtual TiledImage& target(DocumentState& state) const = 0;
    /// Paints `trace`, an Alpha8 picture that already has the stroke's opacity, at `at`.
    virtual void apply(QPainter& painter, QPoint at, const QImage& trace) const = 0;

private:
    void paintStroke(QPointF pos, const CanvasEvent& event);

    std::optional<Stroke> m_stroke;
    QPointF m_steady; ///< where the stabilised stroke is
    DocumentState m_before; ///< while there is a stroke
    DocumentState m_now;
};

} // namespace tarn::studio
