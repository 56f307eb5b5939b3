#pragma once

#include <document/document_state.h>

namespace tarn::studio {

/// All visible layers laid over each other within `area`, premultiplied; transparent outside the canvas.
QImage composited(const DocumentState& state, const QRect& area);
/// The same with the depth and the sketch over it where they are visible: what is seen on the canvas.
QImage compositedWithGuides(const DocumentState& state, const QRect& area);

} // namespace tarn::studio
