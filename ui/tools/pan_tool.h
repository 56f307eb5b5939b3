#pragma once

#include <tools/canvas_tool.h>

namespace tarn::studio {

/// Moves the view, as Space does with every tool.
class PanTool final : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Pan"); }
    QString iconName() const override { return "hand"; }
    QKeySequence key() const override { return Qt::Key_H; }

    void pressed(const CanvasEvent& event) override { m_last = event.viewPos; }
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent&) override { m_last.reset(); }
    void cancelled() override { m_last.reset(); }
    bool isBusy() const override { return m_last.has_value(); }
    QCursor cursor(const CanvasEvent&) const override
    {
        return isBusy() ? Qt::ClosedHandCursor : Qt::OpenHandCursor;
    }

private:
    std::optional<QPointF> m_last;
};

} // namespace tarn::studio
