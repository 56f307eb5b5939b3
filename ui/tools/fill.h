#pragma once

#include <tools/canvas_tool.h>

namespace tarn::studio {

/// Fills what is connected and of nearly one colour, as it is seen, with the colour on the active layer.
class Fill final : public CanvasTool {
    Q_OBJECT

public:
    using CanvasTool::CanvasTool;

    QString title() const override { return tr("Fill"); }
    QString iconName() const override { return "fill"; }
    QKeySequence key() const override { return Qt::Key_G; }

    void pressed(const CanvasEvent& event) override;
    void moved(const CanvasEvent&) override { }
    void released(const CanvasEvent&) override { }
    void cancelled() override { }
    bool isBusy() const override { return false; }
};

/// An Alpha8 picture that is 255 where `picture` is connected to `seed` over pixels whose channels all differ by
/// at most `tolerance` from the one at `seed`. Four neighbours.
QImage floodedFrom(const QImage& picture, QPoint seed, int tolerance);

} // namespace tarn::studio
