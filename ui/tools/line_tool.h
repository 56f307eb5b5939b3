#pragma once

#include <tools/canvas_tool.h>

namespace tarn::studio {

/// A straight stroke of the brush; with Shift in steps of 15 degrees.
class LineTool final : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Line"); }
    QString iconName() const override { return "line"; }
    QKeySequence key() const override { return Qt::Key_N; }

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent& event) override;
    void cancelled() override;
    bool isBusy() const override { return m_from.has_value(); }

private:
    DocumentState drawn(const CanvasEvent& event) const;

    std::optional<QPointF> m_from;
};

} // namespace tarn::studio
