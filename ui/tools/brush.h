#pragma once

#include "paint_tool.h"

namespace tarn::studio {

/// Paints with the colour on the active layer.
class Brush final : public PaintTool {
    Q_OBJECT

public:
    using PaintTool::PaintTool;

    QString title() const override { return tr("Brush"); }
    QString iconName() const override { return "brush"; }
    QKeySequence key() const override { return Qt::Key_B; }

protected:
    ToolSettings::Use use() const override { return ToolSettings::Use::paint; }
    bool mayBegin(const CanvasEvent&) override { return layerTakesPaint(); }
    TiledImage& target(DocumentState& state) const override { return state.activeLayer()->pixels; }
    void apply(QPainter& painter, QPoint at, const QImage& trace) const override;
};

/// Takes paint away from the active layer.
class Eraser final : public PaintTool {
    Q_OBJECT

public:
    using PaintTool::PaintTool;

    QString title() const override { return tr("Eraser"); }
    QString iconName() const override { return "eraser"; }
    QKeySequence key() const override { return Qt::Key_E; }

protected:
    ToolSettings::Use use() const override { return ToolSettings::Use::erase; }
    bool mayBegin(const CanvasEvent&) override { return layerTakesPaint(); }
    TiledImage& target(DocumentState& state) const override { return state.activeLayer()->pixels; }
    void apply(QPainter& painter, QPoint at, const QImage& trace) const override;
};

} // namespace tarn::studio
