#include "colour_wheel.h"

#include <look/theme.h>

#include <QKeyEvent>
#include <QPainter>
#include <cmath>

namespace tarn::studio {
namespace {

constexpr double ringWidth = 16;
constexpr int shades = 96;

} // namespace

ColourWheel::ColourWheel(QWidget* parent)
    : QWidget(parent)
{
    setMinimumSize(72, 72);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Colour wheel"));
    setToolTip(tr("Ring: hue. Square: saturation and value. Arrow keys, with Shift the hue"));
}

double ColourWheel::radius() const { return std::min(width(), height()) / 2.0 - 3; }

QRectF ColourWheel::square() const
{
    const double half = (radius() - ringWidth - 5) / std::sqrt(2.0);
    const QPointF centre = QRectF(rect()).center();
    return {centre.x() - half, centre.y() - half, 2 * half, 2 * half};
}

void ColourWheel::setColour(const QColor& colour)
{
    if (colour.rgb() == this->colour().rgb())
        return;
    if (colour.hsvHueF() >= 0 && std::abs(colour.hsvHueF() - m_hue) > 1e-4) {
        m_hue = colour.hsvHueF();
        m_shades = {};
    }
    m_saturation = colour.hsvSaturationF();
    m_value = colour.valueF();
    update();
}

void ColourWheel::drawRing(QPainter& painter) const
{
    const QPointF centre = QRectF(rect()).center();
    QConicalGradient hues(centre, 0);
    for (int i = 0; i <= 12; ++i)
        hues.setColorAt(i / 12.0, QColor::fromHsvF(float(i % 12) / 12, 1, 1));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hues, ringWidth));
    painter.drawEllipse(centre, radius() - ringWidth / 2, radius() - ringWidth / 2);
}

void ColourWheel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    drawRing(painter);
    if (m_shades.isNull()) {
        m_shades = QImage(shades, shades, QImage::Format_RGB32);
        for (int y = 0; y < shades; ++y)
            for (int x = 0; x < shades; ++x)
                reinterpret_cast<QRgb*>(m_shades.scanLine(y))[x] =
                    QColor::fromHsvF(float(m_hue), float(x) / (shades - 1), 1 - float(y) / (shades - 1)).rgb();
    }
    const QRectF area = square();
    painter.drawImage(area, m_shades);
    const auto ring = [&](QPointF at) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3));
        painter.drawEllipse(at, 5.5, 5.5);
        painter.setPen(QPen(Qt::white, 1.5));
        painter.drawEllipse(at, 5.5, 5.5);
    };
    ring({area.left() + m_saturation * area.width(), area.bottom() - m_value * area.height()});
    const double angle = m_hue * 2 * M_PI, middle = radius() - ringWidth / 2;
    ring(QRectF(rect()).center() + middle * QPointF(std::cos(angle), -std::sin(angle)));
    if (hasFocus()) {
        painter.setPen(Theme::colours().accent);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void ColourWheel::mousePressEvent(QMouseEvent* event)
{
    const QPointF by = event->position() - QRectF(rect()).center();
    m_part = std::hypot(by.x(), by.y()) >= radius() - ringWidth - 3 ? Part::ring : Part::square;
    drag(event->position());
}

void ColourWheel::mouseMoveEvent(QMouseEvent* event)
{
    if (m_part != Part::none)
        drag(event->position());
}

void ColourWheel::drag(QPointF pos)
{
    if (m_part == Part::ring) {
        const QPointF by = pos - QRectF(rect()).center();
        m_hue = std::fmod(std::atan2(-by.y(), by.x()) / (2 * M_PI) + 1, 1.0);
        m_shades = {};
    } else {
        const QRectF area = square();
        m_saturation = std::clamp((pos.x() - area.left()) / area.width(), 0.0, 1.0);
        m_value = std::clamp((area.bottom() - pos.y()) / area.height(), 0.0, 1.0);
    }
    update();
    Q_EMIT picked(colour());
}

void ColourWheel::keyPressEvent(QKeyEvent* event)
{
    const double across = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    const double up = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (across == 0 && up == 0)
        return QWidget::keyPressEvent(event);
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        m_hue = std::fmod(m_hue + (across + up) / 72 + 1, 1.0);
        m_shades = {};
    } else {
        m_saturation = std::clamp(m_saturation + across / 40, 0.0, 1.0);
        m_value = std::clamp(m_value + up / 40, 0.0, 1.0);
    }
    update();
    Q_EMIT picked(colour());
}

} // namespace tarn::studio
