#pragma once

#include <QLabel>

namespace tarn::studio {

/// Of the names before the fields of a panel, in pixels, so that the fields stand below each other.
inline constexpr int fieldLabelWidth = 76;

/// A name to stand before `field`, which it also becomes the accessible name of.
QLabel* fieldLabel(const QString& name, QWidget* field);

} // namespace tarn::studio
