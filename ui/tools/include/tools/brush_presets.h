#pragma once

#include <tools/tool_settings.h>

#include <QImage>
#include <span>

namespace tarn::studio {

struct BrushPreset {
    const char* title; ///< to be translated, of the context "BrushPreset"
    BrushShape shape;
};

/// Six brushes for most purposes, from hard to soft.
std::span<const BrushPreset> brushPresets();

/// A stroke of `shape` whose pressure swells and fades, in `colour`; transparent around it.
QImage strokePicture(const BrushShape& shape, QSize size, const QColor& colour);

} // namespace tarn::studio
