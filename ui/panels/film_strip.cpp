#include "film_strip.h"

#include <look/theme.h>

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

namespace tarn::studio {

FilmStrip::FilmStrip(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Steps"));
    setToolTip(
        tr("What the picture was going to be at each step, and how much noise was left. Drag to look at one "
           "( , and . ); Shift+click marks a second to compare."));
    setFixedHeight(sizeHint().height());
    setFocusPolicy(Qt::NoFocus);
}

QSize FilmStrip::sizeHint() const { return {400, curveHeight + thumbSide + labelHeight + 14}; }

int FilmStrip::cells() const { return std::max(count(), int(m_sigmas.size()) - 1); }

void FilmStrip::clear()
{
    m_pictures.clear();
    m_sigmas.clear();
    m_current = m_marked = -1;
    measure();
}

void FilmStrip::add(const QImage& picture)
{
    const bool atEnd = horizontalScrollBar()->value() == horizontalScrollBar()->maximum() || m_current < 0;
    m_pictures.push_back(picture);
    measure();
    if (atEnd) // follows the run while nobody looks elsewhere
        horizontalScrollBar()->setValue(count() * cellWidth - viewport()->width());
}

void FilmStrip::setSigmas(const std::vector<double>& sigmas)
{
    m_sigmas = sigmas;
    measure();
}

void FilmStrip::setCurrent(int step)
{
    step = std::clamp(step, -1, count() - 1);
    if (step == m_current)
        return;
    m_current = step;
    if (step >= 0) {
        const int left = step * cellWidth, scroll = horizontalScrollBar()->value();
        if (left < scroll)
            horizontalScrollBar()->setValue(left);
        else if (left + cellWidth > scroll + viewport()->width())
            horizontalScrollBar()->setValue(left + cellWidth - viewport()->width());
    }
    viewport()->update();
    Q_EMIT currentChanged(step);
}

void FilmStrip::setMarked(int step)
{
    m_marked = step == m_marked ? -1 : step;
    viewport()->update();
    Q_EMIT markedChanged(m_marked);
}

QRect FilmStrip::cell(int step) const
{
    return {
        step * cellWidth - horizontalScrollBar()->value(), 0, cellWidth, curveHeight + thumbSide + labelHeight};
}

int FilmStrip::stepAt(QPoint at) const
{
    return std::clamp((at.x() + horizontalScrollBar()->value()) / cellWidth, 0, count() - 1);
}

void FilmStrip::measure()
{
    horizontalScrollBar()->setRange(0, std::max(0, cells() * cellWidth - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(cellWidth);
    viewport()->update();
}

void FilmStrip::resizeEvent(QResizeEvent*) { measure(); }

void FilmStrip::mousePressEvent(QMouseEvent* event)
{
    if (count() == 0 || event->button() != Qt::LeftButton)
        return;
    const int step = stepAt(event->position().toPoint());
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        setMarked(step);
    else
        setCurrent(step);
}

void FilmStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (count() > 0 && event->buttons().testFlag(Qt::LeftButton)
        && !event->modifiers().testFlag(Qt::ShiftModifier))
        setCurrent(stepAt(event->position().toPoint()));
}

void FilmStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (int step = 0; step < cells(); ++step)
        if (cell(step).intersects(viewport()->rect()))
            paintCell(painter, step);
    paintCurve(painter);
}

void FilmStrip::paintCell(QPainter& painter, int step) const
{
    const Colours& colours = Theme::colours();
    const QRect all = cell(step);
    const QRect thumb(all.left() + (cellWidth - thumbSide) / 2, curveHeight, thumbSide, thumbSide);
    if (step >= count()) { // still to come
        painter.setPen(QPen(colours.border, 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(thumb.adjusted(0, 0, -1, -1));
    } else {
        const QImage& picture = m_pictures[std::size_t(step)];
        QRect inside(QPoint(), picture.size().scaled(thumb.size(), Qt::KeepAspectRatio));
        inside.moveCenter(thumb.center());
        painter.fillRect(thumb, colours.canvas);
        painter.drawImage(inside, picture);
    }
    const bool isMarked = step == m_marked, isCurrent = step == m_current;
    if (isMarked || isCurrent) {
        painter.setPen(QPen(colours.accent, 2, isCurrent ? Qt::SolidLine : Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(thumb);
    }
    painter.setPen(isCurrent ? colours.text : colours.quiet);
    painter.drawText(QRect(all.left(), curveHeight + thumbSide + 2, cellWidth, labelHeight - 2), Qt::AlignCenter,
        QLocale().toString(step + 1));
}

/// Logarithmic, as the noise falls by orders of magnitude.
void FilmStrip::paintCurve(QPainter& painter) const
{
    if (m_sigmas.size() < 2)
        return;
    const int steps = int(m_sigmas.size()) - 1;
    const double highest = std::log(std::max(m_sigmas.front(), 1e-3));
    const double lowest = std::log(std::max(m_sigmas[std::size_t(steps - 1)], 1e-3)) - 0.3;
    const auto at = [&](int step) {
        const double level = std::log(std::max(m_sigmas[std::size_t(step)], 1e-3));
        const double part = (level - lowest) / std::max(1e-6, highest - lowest);
        return QPointF(cell(step).center().x(), 4 + (1 - std::clamp(part, 0.0, 1.0)) * (curveHeight - 12));
    };
    QPainterPath path(at(0));
    for (int step = 1; step < steps; ++step)
        path.lineTo(at(step));
    const Colours& colours = Theme::colours();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.quiet, 1.5));
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    for (int step = 0; step < steps; ++step) {
        painter.setBrush(step == m_current || step == m_marked ? colours.accent : colours.quiet);
        const double radius = step == m_current ? 4 : 2.2;
        painter.drawEllipse(at(step), radius, radius);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace tarn::studio
