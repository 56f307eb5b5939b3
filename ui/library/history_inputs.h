#pragma once

#include <document/drawing.h>

#include <QString>

namespace tarn::studio {

/// What the picture `name` of the history `folder` was drawn from, in a folder of its own beside it. Throws
/// StudioError when a file cannot be written.
void writeInputs(const QString& folder, const QString& name, const DrawingInputs& inputs);
/// What of it is there and whole.
DrawingInputs readInputs(const QString& folder, const QString& name);
void removeInputs(const QString& folder, const QString& name);

} // namespace tarn::studio
