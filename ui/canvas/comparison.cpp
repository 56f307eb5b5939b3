#include <canvas/comparison.h>
#include <look/theme.h>

#include <algorithm>
#include <cmath>

namespace tarn::studio {
namespace {

void drawName(QPainter& painter, const QRectF& side, const QString& name, Qt::Alignment where)
{
    const QSize text = painter.fontMetrics().size(0, name);
    if (name.isEmpty() || side.width() < text.width() + 32)
        return;
    QRectF box(0, 0, text.width() + 16, text.height() + 8);
    box.moveTop(side.top() + 8);
    if (where & Qt::AlignLeft)
        box.moveLeft(side.left() + 8);
    else
        box.moveRight(side.right() - 8);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(20, 21, 23, 200));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(QColor(236, 237, 239));
    painter.drawText(box, Qt::AlignCenter, name);
}

/// `line` from the upper to the lower end, in the view.
void drawHandle(QPainter& painter, const QLineF& line)
{
    painter.setPen(QPen(QColor(0, 0, 0, 130), 4));
    painter.drawLine(line);
    painter.setPen(QPen(Qt::white, 2));
    painter.drawLine(line);
    const QPointF middle = line.center();
    painter.setPen(QPen(QColor(0, 0, 0, 130), 1));
    painter.setBrush(Qt::white);
    painter.drawEllipse(middle, 13, 13);
    painter.setPen(QPen(QColor(40, 42, 46), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF along = (line.p2() - line.p1()) / std::max(1.0, line.length()), across(along.y(), -along.x());
    for (const int side : {-1, 1})
        painter.drawPolyline(QPolygonF{middle + across * side * 3 - along * 4, middle + across * side * 7,
            middle + across * side * 3 + along * 4});
}

} // namespace

bool Comparison::isAt(QPointF view, const QTransform& toView) const
{
    const QLineF line = lineIn(toView);
    const QPointF along = (line.p2() - line.p1()) / std::max(1.0, line.length()), from = view - line.p1();
    const double down = QPointF::dotProduct(from, along);
    return down >= 0 && down <= line.length() && std::abs(from.x() * along.y() - from.y() * along.x()) <= reach;
}

QLineF Comparison::lineIn(const QTransform& toView) const
{
    const double x = frame.x() + place * frame.width();
    return toView.map(QLineF(x, frame.y(), x, frame.y() + frame.height()));
}

void Comparison::moveTo(QPointF view, const QTransform& toView)
{
    place = std::clamp((toView.inverted().map(view).x() - frame.x()) / frame.width(), 0.0, 1.0);
}

void Comparison::paint(QPainter& painter, const QTransform& toView) const
{
    const QRectF all = frame;
    const double line = all.left() + place * all.width();
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QRectF leftSide(all.topLeft(), QPointF(line, all.bottom())),
        rightSide({line, all.top()}, all.bottomRight());
    painter.setTransform(toView, true);
    for (const auto& [picture, side] : {std::pair(&left, leftSide), std::pair(&right, rightSide)}) {
        if (picture->isNull() || side.width() <= 0)
            continue;
        painter.setClipRect(side);
        painter.drawImage(all, *picture);
    }
    painter.restore();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    drawName(painter, toView.mapRect(leftSide), leftName, Qt::AlignLeft);
    drawName(painter, toView.mapRect(rightSide), rightName, Qt::AlignRight);
    drawHandle(painter, lineIn(toView));
    painter.restore();
}

} // namespace tarn::studio
