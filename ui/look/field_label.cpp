#include <look/field_label.h>

namespace tarn::studio {

QLabel* fieldLabel(const QString& name, QWidget* field)
{
    auto* label = new QLabel(name);
    label->setFixedWidth(fieldLabelWidth);
    label->setBuddy(field);
    field->setAccessibleName(name);
    return label;
}

} // namespace tarn::studio
