#include "colour_swatches.h"

#include <look/theme.h>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

namespace tarn::studio {
namespace {

constexpr int side = 20;
constexpr int pitch = side + 3;

} // namespace

ColourSwatches::ColourSwatches(int columns, QWidget* parent)
    : QWidget(parent)
    , m_columns(columns)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ColourSwatches::setColours(const QList<QColor>& colours)
{
    if (colours == m_colours)
        return;
    m_colours = colours;
    m_current = 0;
    updateGeometry();
    update();
}

QRect ColourSwatches::areaOf(int place) const
{
    return {(place % m_columns) * pitch, (place / m_columns) * pitch, side, side};
}

QSize ColourSwatches::sizeHint() const
{
    const int rows = std::max(1, int(m_colours.size() + m_columns - 1) / m_columns);
    return {m_columns * pitch - 3, rows * pitch - 3};
}

int ColourSwatches::placeAt(QPoint pos) const
{
    for (int i = 0; i < m_colours.size(); ++i)
        if (areaOf(i).contains(pos))
            return i;
    return -1;
}

void ColourSwatches::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    for (int i = 0; i < m_colours.size(); ++i) {
        painter.setPen(hasFocus() && i == m_current ? Theme::colours().accent : Theme::colours().border);
        painter.setBrush(m_colours[i]);
        painter.drawRect(areaOf(i).adjusted(0, 0, -1, -1));
    }
}

void ColourSwatches::mousePressEvent(QMouseEvent* event)
{
    if (const int place = placeAt(event->position().toPoint()); place >= 0) {
        m_current = place;
        Q_EMIT picked(m_colours[place]);
    }
}

void ColourSwatches::keyPressEvent(QKeyEvent* event)
{
    const int by = event->key() == Qt::Key_Left ? -1
        : event->key() == Qt::Key_Right         ? 1
        : event->key() == Qt::Key_Up            ? -m_columns
        : event->key() == Qt::Key_Down          ? m_columns
                                                : 0;
    if (by != 0) {
        m_current = std::clamp(m_current + by, 0, std::max(0, int(m_colours.size()) - 1));
        update();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Space) && m_current < m_colours.size()) {
        Q_EMIT picked(m_colours[m_current]);
    } else {
        QWidget::keyPressEvent(event);
    }
}

bool ColourSwatches::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int place = placeAt(help->pos());
        QToolTip::showText(help->globalPos(), place < 0 ? QString() : m_colours[place].name(), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace tarn::studio
