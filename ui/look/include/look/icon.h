#pragma once

#include <QIcon>

namespace tarn::studio {

/// resources/icons/NAME.svg, drawn at any size in the colour of the palette's text, which it follows; in the
/// accent colour while it is checked.
QIcon icon(const QString& name);

} // namespace tarn::studio
