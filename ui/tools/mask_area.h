#pragma once

#include <tools/canvas_tool.h>

#include <QPainterPath>

namespace tarn::studio {

/// Marks an area at once, in the mask or the selection; Shift takes it away, Ctrl adds to a selection.
class MaskArea : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent& event) override;
    void released(const CanvasEvent& event) override;
    void cancelled() override;
    bool isBusy() const override { return !m_points.empty(); }
    void paint(QPainter& painter, const QTransform& toView) const override;

protected:
    virtual QPainterPath shape() const = 0; ///< in pixels of the document
    const std::vector<QPointF>& points() const { return m_points; }

private:
    std::vector<QPointF> m_points;
};

/// A rectangle between two corners.
class MaskRectangle final : public MaskArea {
    Q_OBJECT

public:
    using MaskArea::MaskArea;
    QString title() const override { return tr("Rectangle"); }
    QString iconName() const override { return "select"; }
    QKeySequence key() const override { return Qt::Key_S; }

protected:
    QPainterPath shape() const override;
};

/// What the pointer goes around.
class MaskLasso final : public MaskArea {
    Q_OBJECT

public:
    using MaskArea::MaskArea;
    QString title() const override { return tr("Lasso"); }
    QString iconName() const override { return "lasso"; }
    QKeySequence key() const override { return Qt::Key_L; }

protected:
    QPainterPath shape() const override;
};

} // namespace tarn::studio
