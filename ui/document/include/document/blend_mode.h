#pragma once

#include <QPainter>
#include <QString>
#include <span>

namespace tarn::studio {

/// How a layer is laid over what is below it.
struct BlendMode {
    const char* name; ///< as in our own entries and settings
    const char* title; ///< to show, to be translated
    const char* openRaster; ///< composite-op of stack.xml
    QPainter::CompositionMode painter;
};

/// In the order of the menu; the first is the usual one.
std::span<const BlendMode> blendModes();
/// The first where `openRaster` is unknown.
const BlendMode& blendModeOf(const QString& openRaster);

} // namespace tarn::studio
