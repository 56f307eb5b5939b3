#include <look/field_label.h>
#include <look/value_field.h>

#include <QHBoxLayout>
#include <cmath>

namespace tarn::studio {

ValueField::ValueField(const QString& name, const Range& range, const QString& unit, QWidget* parent)
    : QWidget(parent)
    , m_range(range)
    , m_name(new QLabel(name))
    , m_slider(new QSlider(Qt::Horizontal))
    , m_field(new QDoubleSpinBox)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_name->setFixedWidth(fieldLabelWidth);
    m_slider->setRange(0, stops);
    m_slider->setMinimumWidth(40);
    m_field->setRange(range.least, range.most);
    m_field->setDecimals(range.decimals);
    m_field->setSingleStep(range.step);
    m_field->setSuffix(unit);
    m_field->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_field->setAlignment(Qt::AlignRight);
    m_field->setFixedWidth(64);
    m_field->setKeyboardTracking(false);
    m_field->setAccessibleName(name);
    m_slider->setAccessibleName(name);
    m_slider->setFocusPolicy(Qt::NoFocus); // the field is what the keyboard reaches
    for (QWidget* part :
        {static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_field)})
        row->addWidget(part, part == m_slider ? 1 : 0);
    m_name->installEventFilter(this);
    setValue(range.usual);
    connect(m_slider, &QSlider::valueChanged, this, [this](int stop) {
        setValue(valueOf(stop));
        Q_EMIT edited(value());
    });
    connect(m_field, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        setValue(value);
        Q_EMIT edited(value);
    });
}

int ValueField::stopOf(double value) const
{
    const double part = (value - m_range.least) / (m_range.most - m_range.least);
    return int(std::lround(std::pow(part, 1 / m_range.curve) * stops));
}

double ValueField::valueOf(int stop) const
{
    const double value =
        m_range.least + std::pow(double(stop) / stops, m_range.curve) * (m_range.most - m_range.least);
    return std::round(value / m_range.step) * m_range.step;
}

void ValueField::setValue(double value)
{
    const QSignalBlocker quietSlider(m_slider), quietField(m_field);
    m_field->setValue(value);
    if (!m_slider->isSliderDown())
        m_slider->setValue(stopOf(m_field->value()));
}

bool ValueField::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_name && event->type() == QEvent::MouseButtonDblClick && m_field->isEnabled())
        m_field->setValue(m_range.usual);
    return QWidget::eventFilter(watched, event);
}

} // namespace tarn::studio
