#include <look/theme.h>
#include <panels/colour_button.h>

#include <QColorDialog>
#include <QKeyEvent>
#include <QPainter>

namespace tarn::studio {

ColourButton::ColourButton(ToolSettings* settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
{
    setFixedSize(34, 34);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr("The colour to paint with; X swaps it with the one behind, D resets both"));
    setAccessibleName(tr("Colour"));
    connect(settings, &ToolSettings::changed, this, qOverload<>(&QWidget::update));
}

void ColourButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto square = [&](const QRect& area, const QColor& colour) {
        painter.setPen(hasFocus() ? Theme::colours().accent : Theme::colours().border);
        painter.setBrush(colour);
        painter.drawRect(area);
        painter.setPen(QColor(128, 128, 128, 120));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(area.adjusted(1, 1, -1, -1));
    };
    square({12, 12, 19, 19}, m_settings->background());
    square({2, 2, 19, 19}, m_settings->colour());
}

void ColourButton::choose()
{
    auto* dialog = new QColorDialog(m_settings->colour(), window()); // not modal: one may go on painting
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOptions(QColorDialog::NoButtons);
    connect(dialog, &QColorDialog::currentColorChanged, m_settings, &ToolSettings::setColour);
    dialog->show();
}

void ColourButton::mouseReleaseEvent(QMouseEvent* event)
{
    if (QRect(2, 2, 20, 20).contains(event->position().toPoint()))
        choose();
    else
        m_settings->swapColours();
}

void ColourButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return)
        choose();
    else
        QWidget::keyPressEvent(event);
}

} // namespace tarn::studio
