#pragma once

#include <document/tiled_image.h>

#include <QLineF>

namespace tarn::studio {

/// The border between what is more than half selected and what is not, as lines along the pixels' edges.
std::vector<QLineF> outlineOf(const TiledImage& selection);

} // namespace tarn::studio
