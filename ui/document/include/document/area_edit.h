#pragma once

#include <document/document_state.h>

namespace tarn::studio {

/// What can be done with a marked area as a whole: with the selection where there is one, else with the mask.
enum class AreaEdit { grow, shrink, feather, invert };

/// `area`, which is Alpha8, after `edit` by `pixels` (which inverting ignores). Nothing reaches beyond `limit`.
TiledImage edited(const TiledImage& area, AreaEdit edit, int pixels, const QRect& limit);
/// The same for the selection of `state`, or for its mask where nothing is selected.
void editArea(DocumentState& state, AreaEdit edit, int pixels);

/// `trace`, an Alpha8 picture at `at`, cut down to what is selected; as it is where nothing is.
QImage withinSelection(const DocumentState& state, QPoint at, QImage trace);

} // namespace tarn::studio
