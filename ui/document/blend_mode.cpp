#include <document/blend_mode.h>

#include <algorithm>

namespace tarn::studio {

std::span<const BlendMode> blendModes()
{
    using P = QPainter;
    static const BlendMode modes[] = {
        {"normal", QT_TRANSLATE_NOOP("BlendMode", "Normal"), "svg:src-over", P::CompositionMode_SourceOver},
        {"multiply", QT_TRANSLATE_NOOP("BlendMode", "Multiply"), "svg:multiply", P::CompositionMode_Multiply},
        {"screen", QT_TRANSLATE_NOOP("BlendMode", "Screen"), "svg:screen", P::CompositionMode_Screen},
        {"overlay", QT_TRANSLATE_NOOP("BlendMode", "Overlay"), "svg:overlay", P::CompositionMode_Overlay},
        {"darken", QT_TRANSLATE_NOOP("BlendMode", "Darken"), "svg:darken", P::CompositionMode_Darken},
        {"lighten", QT_TRANSLATE_NOOP("BlendMode", "Lighten"), "svg:lighten", P::CompositionMode_Lighten},
        {"color-dodge", QT_TRANSLATE_NOOP("BlendMode", "Colour dodge"), "svg:color-dodge",
            P::CompositionMode_ColorDodge},
        {"color-burn", QT_TRANSLATE_NOOP("BlendMode", "Colour burn"), "svg:color-burn",
            P::CompositionMode_ColorBurn},
        {"hard-light", QT_TRANSLATE_NOOP("BlendMode", "Hard light"), "svg:hard-light",
            P::CompositionMode_HardLight},
        {"soft-light", QT_TRANSLATE_NOOP("BlendMode", "Soft light"), "svg:soft-light",
            P::CompositionMode_SoftLight},
        {"difference", QT_TRANSLATE_NOOP("BlendMode", "Difference"), "svg:difference",
            P::CompositionMode_Difference},
        {"plus", QT_TRANSLATE_NOOP("BlendMode", "Add"), "svg:plus", P::CompositionMode_Plus},
    };
    return modes;
}

const BlendMode& blendModeOf(const QString& openRaster)
{
    const auto modes = blendModes();
    const auto found = std::ranges::find_if(modes, [&](const BlendMode& m) { return openRaster == m.openRaster; });
    return found == modes.end() ? modes.front() : *found;
}

} // namespace tarn::studio
