#pragma once

#include <QImage>
#include <QLineF>
#include <QPainter>
#include <QRect>
#include <QTransform>

namespace tarn::studio {

/// Two pictures of one place, to the left and to the right of a line that can be moved.
struct Comparison {
    QRect frame; ///< on the canvas
    QImage left, right; ///< of any size; null: what the canvas shows there
    QString leftName, rightName;
    double place = 0.5; ///< of the line, part of the frame's width

    static constexpr int reach = 10; ///< pixels of the view around the line in which it can be taken

    /// Whether the line is at a point of the view.
    bool isAt(QPointF view, const QTransform& toView) const;
    QLineF lineIn(const QTransform& toView) const;
    void moveTo(QPointF view, const QTransform& toView);
    void paint(QPainter& painter, const QTransform& toView) const;
};

} // namespace tarn::studio
