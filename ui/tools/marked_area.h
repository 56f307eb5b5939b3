#pragma once

#include <document/document_state.h>
#include <tools/tool_settings.h>

namespace tarn::studio {

/// Puts what `draw` draws, in `reach`, into the mask or the selection of `state`. Shift takes it away. A selection
/// is begun anew unless Ctrl adds to it; a mask always grows.
void mark(DocumentState& state, ToolSettings::Area target, Qt::KeyboardModifiers modifiers, const QRect& reach,
    const std::function<void(QPainter&)>& draw);

} // namespace tarn::studio
