#pragma once

#include <tools/canvas_tool.h>

namespace tarn::studio {

/// Takes the colour that is seen under the pointer.
class Eyedropper final : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Eyedropper"); }
    QString iconName() const override { return "eyedropper"; }
    QKeySequence key() const override { return Qt::Key_I; }

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent&) override { m_picking = false; }
    void cancelled() override { m_picking = false; }
    bool isBusy() const override { return m_picking; }

private:
    void pick(QPointF pos);

    bool m_picking = false;
};

} // namespace tarn::studio
