#pragma once

#include <tools/canvas_tool.h>

namespace tarn::studio {

/// Marks what is connected and of nearly one colour, as it is seen. Shift takes it away, Ctrl adds.
class MagicWand final : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Magic wand"); }
    QString iconName() const override { return "wand"; }
    QKeySequence key() const override { return Qt::Key_W; }

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent&) override { }
    void released(const CanvasEvent&) override { }
    void cancelled() override { }
    bool isBusy() const override { return false; }
};

} // namespace tarn::studio
