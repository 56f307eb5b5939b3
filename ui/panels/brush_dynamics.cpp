#include "brush_dynamics.h"

#include <look/theme.h>
#include <look/value_field.h>

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

namespace tarn::studio {

PressureCurveEdit::PressureCurveEdit(ToolSettings* settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
{
    setFixedSize(sizeHint());
    setAccessibleName(tr("Pressure curve"));
    setToolTip(tr(
        "What the pen's pressure (across) counts as (up). Drag the handles; a double click makes it straight."));
    connect(settings, &ToolSettings::changed, this, qOverload<>(&QWidget::update));
}

QPointF PressureCurveEdit::toView(QPointF value) const
{
    const QRectF area = QRectF(rect()).adjusted(8, 8, -8, -8);
    return {area.left() + value.x() * area.width(), area.bottom() - value.y() * area.height()};
}

void PressureCurveEdit::paintEvent(QPaintEvent*)
{
    const Colours& colours = Theme::colours();
    const PressureCurve& curve = m_settings->pressureCurve();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colours.border);
    painter.setBrush(colours.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(QPen(colours.border, 1, Qt::DotLine));
    painter.drawLine(toView({0, 0}), toView({1, 1}));
    painter.setPen(colours.quiet);
    painter.drawLine(toView({0, 0}), toView(curve.one));
    painter.drawLine(toView({1, 1}), toView(curve.two));
    QPainterPath path(toView({0, 0}));
    path.cubicTo(toView(curve.one), toView(curve.two), toView({1, 1}));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.accent, 2));
    painter.drawPath(path);
    painter.setPen(QPen(colours.text, 1.5));
    painter.setBrush(colours.panel);
    for (const QPointF& handle : {curve.one, curve.two})
        painter.drawEllipse(toView(handle), 5, 5);
}

void PressureCurveEdit::mousePressEvent(QMouseEvent* event)
{
    const PressureCurve& curve = m_settings->pressureCurve();
    const double one = QLineF(toView(curve.one), event->position()).length();
    const double two = QLineF(toView(curve.two), event->position()).length();
    m_held = one <= two ? 1 : 2;
    drag(event->position());
}

void PressureCurveEdit::mouseMoveEvent(QMouseEvent* event)
{
    if (m_held != 0)
        drag(event->position());
}

void PressureCurveEdit::mouseDoubleClickEvent(QMouseEvent*)
{
    m_held = 0;
    m_settings->setPressureCurve({});
}

void PressureCurveEdit::drag(QPointF view)
{
    const QPointF least = toView({0, 0}), most = toView({1, 1});
    const QPointF value(
        (view.x() - least.x()) / (most.x() - least.x()), (view.y() - least.y()) / (most.y() - least.y()));
    PressureCurve curve = m_settings->pressureCurve();
    QPointF& handle = m_held == 1 ? curve.one : curve.two;
    handle = QPointF(std::clamp(value.x(), 0.0, 1.0), std::clamp(value.y(), 0.0, 1.0));
    m_settings->setPressureCurve(curve);
}

BrushDynamics::BrushDynamics(ToolSettings* settings, QWidget* parent)
    : QFrame(parent, Qt::Popup)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("popup");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(8);
    auto* title = new QLabel(tr("Pressure"));
    title->setObjectName("panelTitle");
    column->addWidget(title);
    column->addWidget(new PressureCurveEdit(settings), 0, Qt::AlignHCenter);
    auto* steady = new ValueField(tr("Stabiliser"), {0, 95, 0, 1, 0}, tr(" %"));
    steady->setToolTip(tr("The stroke follows the pointer slowly and so becomes smooth. 0 to 95 %."));
    steady->setValue(settings->stabiliser() * 100);
    steady->setFixedWidth(250);
    column->addWidget(steady);
    connect(
        steady, &ValueField::edited, settings, [settings](double value) { settings->setStabiliser(value / 100); });
}

} // namespace tarn::studio
