#pragma once

#include <QImage>
#include <QPainter>
#include <QRect>
#include <QTransform>

namespace tarn::studio {

/// The four masks that a drawing will work with, made ready to be painted over the canvas.
struct MaskXray {
    QRect frame; ///< on the canvas; the pictures cover it
    QRectF context; ///< on the canvas: what the network sees; null: nothing is known yet
    QImage selection; ///< what was marked, tinted
    QImage denoise; ///< how much of each pixel beside it is drawn anew, tinted
    QImage pasteEdge; ///< the border of what the result takes the place of
    QString sentence; ///< where there is no mask: why

    /// From masks of any size (Format_Alpha8). Takes milliseconds, so it belongs off the window's thread.
    static MaskXray from(const QRect& frame, const QRectF& context, const QImage& selection, const QImage& denoise,
        const QImage& paste);

    void paint(QPainter& painter, const QTransform& toView, const QRect& view) const;
};

} // namespace tarn::studio
