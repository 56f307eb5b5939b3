#pragma once

#include "paint_tool.h"

namespace tarn::studio {

/// Marks what is to be drawn anew; with Shift it takes marks away.
class MaskBrush final : public PaintTool {
    Q_OBJECT

public:
    using PaintTool::PaintTool;

    QString title() const override { return tr("Mask brush"); }
    QString iconName() const override { return "mask"; }
    QKeySequence key() const override { return Qt::Key_M; }

protected:
    ToolSettings::Use use() const override { return ToolSettings::Use::mask; }
    bool mayBegin(const CanvasEvent& event) override;
    TiledImage& target(DocumentState& state) const override { return state.mask; }
    void apply(QPainter& painter, QPoint at, const QImage& trace) const override;

private:
    bool m_erases = false;
};

} // namespace tarn::studio
