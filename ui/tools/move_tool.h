#pragma once

#include <tools/canvas_tool.h>

namespace tarn::studio {

/// Moves the active layer.
class MoveTool final : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Move layer"); }
    QString iconName() const override { return "move"; }
    QKeySequence key() const override { return Qt::Key_V; }

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent& event) override;
    void cancelled() override;
    bool isBusy() const override { return m_from.has_value(); }
    QCursor cursor(const CanvasEvent&) const override { return Qt::SizeAllCursor; }

private:
    DocumentState shifted(QPointF to) const;

    std::optional<QPointF> m_from;
};

} // namespace tarn::studio
