#include <look/icon.h>
#include <look/tool_button.h>

namespace tarn::studio {

QToolButton* addToolButton(QBoxLayout* row, const QString& name, const QString& tip)
{
    auto* button = new QToolButton;
    button->setIcon(icon(name));
    button->setIconSize({18, 18});
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    row->addWidget(button);
    return button;
}

} // namespace tarn::studio
