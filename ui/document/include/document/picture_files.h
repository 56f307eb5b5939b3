#pragma once

#include <document/document_state.h>

namespace tarn::studio {

/// Opens an OpenRaster, PNG, JPEG or WebP file, told apart by its content. A PNG of Tarn brings its request as the
/// draft. Throws StudioError naming the file.
DocumentState openFile(const QString& file);

/// All visible layers as one picture, in the format of the file's ending: png, jpg, jpeg, webp. A PNG carries the
/// request of the topmost visible layer that has one. The whole file or the old one. Throws StudioError.
void exportPicture(const DocumentState& state, const QString& file);

} // namespace tarn::studio
