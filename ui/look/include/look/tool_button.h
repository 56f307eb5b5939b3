#pragma once

#include <QBoxLayout>
#include <QToolButton>

namespace tarn::studio {

/// A button at the end of a panel's row: the small picture `name` (icon.h), and what it does, which its tip and a
/// screen reader say.
QToolButton* addToolButton(QBoxLayout* row, const QString& name, const QString& tip);

} // namespace tarn::studio
